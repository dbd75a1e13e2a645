package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedPolicyTest {

    @Test
    void loadsTheFolderThatTheSpecificationNames() throws IOException {
        LoadedPolicy loaded = load(TinyRun.specification("demo"), Optional.empty());

        assertThat(loaded.baseDigest()).isEqualTo(TinyModel.digest());
        assertThat(loaded.policy().trainable()).containsKey("unet.conv_in.weight");
        loaded.close();
    }

    @Test
    void loadsAdaptersWhereAdaptersAreTrained() throws IOException {
        RunSpecification.Builder specification = TinyRun.specification("demo");
        specification.setTraining(TrainingSettings.newBuilder(specification.getTraining())
                .setLora(new Lora(2, 2.0, List.of("to_q")))
                .build());

        LoadedPolicy loaded = load(specification, Optional.empty());

        assertThat(loaded.policy().trainable().keySet()).allMatch(name -> name.contains(".to_q.lora_"));
        loaded.close();
    }

    @Test
    void refusesAnotherBaseModelThanThatOfTheRun() throws IOException {
        RunSpecification.Builder specification = TinyRun.specification("demo");
        specification.setBaseModel(new BaseModel(TinyModel.FOLDER.toString(), "07".repeat(32)));

        assertRefused(
                specification,
                Optional.empty(),
                "model " + TinyModel.FOLDER + ": expected the base model of run demo with digest " + "07".repeat(32)
                        + ", found one with digest " + TinyModel.digest());
    }

    @Test
    void loadsAModelThatPaintsLatentsWithItsAutoencoder() throws IOException {
        Path latent = TinyModel.FOLDER.resolveSibling("tiny-sd");
        RunSpecification.Builder specification = TinyRun.specification("demo")
                .setBaseModel(new BaseModel("elsewhere", ModelFolder.at(latent).digest()));

        try (LoadedPolicy loaded = load(specification, Optional.of(latent))) {
            assertThat(loaded.policy().latentShape()).containsExactly(4, 8, 8);
            assertThat(loaded.decoder().size()).isEqualTo(64);
        }
    }

    @Test
    void refusesAModelThatPaintsLatentsWithoutAutoencoder(@TempDir Path folder) throws IOException {
        Path source = TinyModel.FOLDER.resolveSibling("tiny-sd");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files.skip(1)::iterator) {
                Files.copy(file, folder.resolve(source.relativize(file).toString()));
            }
        }
        Files.writeString(folder.resolve("model_index.json"), "{}");
        RunSpecification.Builder specification = TinyRun.specification("demo")
                .setBaseModel(new BaseModel("elsewhere", ModelFolder.at(folder).digest()));

        assertRefused(
                specification,
                Optional.of(folder),
                "[" + folder + "] expected a UNet of 3 channels where there is no autoencoder, came 4");
    }

    @Test
    void refusesAFolderThatIsNotThere() throws IOException {
        assertRefused(
                TinyRun.specification("demo"),
                Optional.of(Path.of("no-such-model")),
                "[no-such-model] expected a model folder in diffusers layout, came no such folder");
    }

    private static LoadedPolicy load(RunSpecification.Builder specification, Optional<Path> model) throws IOException {
        return LoadedPolicy.load(TinyModel.kernels(), specification.build(), model);
    }

    private static void assertRefused(RunSpecification.Builder specification, Optional<Path> model, String sentence) {
        assertThatThrownBy(() -> load(specification, model))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage(sentence);
    }
}
