package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerModelTest {
    private static Kernels kernels;

    private final RunSpecification specification = Specifications.small();
    private final ModelFolder folder = ModelFolder.at(Specifications.MODEL);

    @BeforeAll
    static void load() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void unload() {
        kernels.close();
    }

    @Test
    void namesEverythingThatItsArithmeticDependsOn() throws IOException {
        try (LearnerModel model = LearnerModel.open(kernels, folder, specification)) {
            assertThat(model.determinismKey())
                    .matches("sampling batch 4, micro-batch 4, intra-op threads 1, libtorch 2\\.\\d+\\.\\d+, cpu");
        }
        assertThat(Kernels.intraOpThreads()).isEqualTo(1);
    }

    @Test
    void drawsItsAdaptersFromTheSeedOfTheRun() throws IOException {
        RunSpecification other =
                RunSpecification.newBuilder(specification).setSeed(2).build();

        assertThat(sha256(specification)).isEqualTo(sha256(specification)).isNotEqualTo(sha256(other));
    }

    @Test
    void trainsTheFullUNetWithoutAdapters() throws IOException {
        RunSpecification full = RunSpecification.newBuilder(specification)
                .setTraining(TrainingSettings.newBuilder(specification.getTraining())
                        .setLora(null)
                        .build())
                .build();
        try (LearnerModel model = LearnerModel.open(kernels, folder, full);
                LearnerModel adapted = LearnerModel.open(kernels, folder, specification)) {
            assertThat(model.weights().byteLength())
                    .isGreaterThan(10 * adapted.weights().byteLength());
        }
    }

    @Test
    void refusesAdaptersThatTheModelHasNoPlaceFor() {
        RunSpecification odd = RunSpecification.newBuilder(specification)
                .setTraining(TrainingSettings.newBuilder(specification.getTraining())
                        .setLora(new Lora(4, 4.0, List.of("to_nothing")))
                        .build())
                .build();

        assertBadInput(
                () -> LearnerModel.open(kernels, folder, odd),
                "LoRA targets: expected layers of the UNet, came [to_nothing], which match none");
    }

    @Test
    void refusesStepsWithoutALogProbability() {
        RunSpecification still = RunSpecification.newBuilder(specification)
                .setSampling(new SamplingSettings(1000, 0.001, 5.0, 4, LatentDtype.FLOAT32))
                .build();

        assertThatThrownBy(() -> LearnerModel.open(kernels, folder, still))
                .isInstanceOf(FatalRoleException.class)
                .hasMessageStartingWith("sampling: expected a sigma of at least");
    }

    @Test
    void refusesAnotherBaseModelThanTheRunWasCreatedWith() {
        BaseModel other = new BaseModel(Specifications.MODEL.toString(), "0".repeat(64));

        assertBadInput(
                () -> ModelFolders.open(other, Optional.empty()),
                Specifications.MODEL + ": expected the base model with digest " + "0".repeat(64) + ", found "
                        + specification.getBaseModel().getDigest());
    }

    @Test
    void findsTheBaseModelWhereThisMachineHasIt() {
        BaseModel elsewhere =
                new BaseModel("/not/here", specification.getBaseModel().getDigest());

        assertThat(ModelFolders.open(elsewhere, Optional.of(Specifications.MODEL))
                        .path())
                .isEqualTo(Specifications.MODEL);
        assertThatThrownBy(() -> ModelFolders.open(elsewhere, Optional.empty()))
                .isInstanceOf(FatalRoleException.class)
                .hasMessageStartingWith("[" + Path.of("/not/here") + "] expected a model folder");
    }

    @Test
    void refusesATrainingStateOfAnotherModel(@TempDir Path temp) throws IOException {
        try (LearnerModel model = LearnerModel.open(kernels, folder, specification)) {
            Path weights = SafetensorsFiles.write(temp, model.weights());

            assertThatThrownBy(() -> model.restoreTrainingState(3, weights))
                    .isInstanceOfSatisfying(
                            FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN))
                    .hasMessageStartingWith("version 3: optimiser state: expected");
        }
    }

    private String sha256(RunSpecification of) throws IOException {
        try (LearnerModel model = LearnerModel.open(kernels, folder, of)) {
            return model.sha256();
        }
    }

    private static void assertBadInput(ThrowingCallable action, String sentence) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage(sentence);
    }
}
