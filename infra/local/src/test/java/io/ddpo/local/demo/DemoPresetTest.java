package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.spec.SpecificationFile;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The preset and the command of that name make the same run. */
class DemoPresetTest {
    private static final String SHIPPED = "../../models/emoji-32";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"ddpo-is, 0", "ddpo-sf, 0", "rwr, 0", "rwr-sparse, 0", "ddpo-is, 4", "ddpo-sf, 4", "rwr, 2"})
    void isWhatTheCommandTrains(String algorithm, int rank) throws IOException {
        String lora = rank == 0 ? "null" : "{rank: " + rank + "}";
        Path file = Files.writeString(
                folder.resolve("run.yaml"),
                "preset: demo\nbaseModel: %s\nobjective: {algorithm: %s}\ntraining: {lora: %s}"
                        .formatted(SHIPPED, algorithm, lora));

        assertThat(SpecificationFile.read(file)).isEqualTo(command(algorithm, rank));
    }

    private static RunSpecification command(String algorithm, int rank) throws IOException {
        DemoTraining learning = new DemoTraining(DemoAlgorithm.of(algorithm), Optional.empty(), Optional.empty(), 0);
        DemoOptions options = new DemoOptions(
                SHIPPED,
                DemoSpecification.REWARD,
                Map.of(),
                DemoSpecification.ITERATIONS,
                DemoSpecification.SAMPLES,
                0,
                1,
                DemoSpecification.STEPS,
                DemoSpecification.GUIDANCE,
                learning,
                rank,
                List.of(),
                new DeviceName("cpu"),
                new ComputeSettings(Precision.FP32, false),
                Optional.empty(),
                Optional.empty(),
                new DemoEvaluation(DemoEvaluation.EVERY, OnOveroptimisation.ALERT),
                1,
                0,
                Path.of("unused"),
                false,
                false);
        return DemoSpecification.of(options, LocalModel.open(SHIPPED));
    }
}
