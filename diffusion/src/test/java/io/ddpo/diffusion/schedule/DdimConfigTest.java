package io.ddpo.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DdimConfigTest {

    /** As Stable Diffusion v1.4 publishes it. */
    private static final String PNDM = """
            {
              "_class_name": "PNDMScheduler",
              "_diffusers_version": "0.7.0.dev0",
              "beta_end": 0.012,
              "beta_schedule": "scaled_linear",
              "beta_start": 0.00085,
              "num_train_timesteps": 1000,
              "set_alpha_to_one": false,
              "skip_prk_steps": true,
              "steps_offset": 1,
              "trained_betas": null,
              "clip_sample": false
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void thePublishedPndmSchedulerIsReadAsTheDdimOfTheSameModel() throws IOException {
        DdimConfig ddim = DdimConfig.read(Fixtures.path("tiny-sd/scheduler/scheduler_config.json"));

        assertThat(read(PNDM)).isEqualTo(ddim);
        assertThat(ddim).isEqualTo(new DdimConfig(1000, BetaSchedule.SCALED_LINEAR, 0.00085, 0.012, 1, "epsilon", 0));
    }

    @Test
    void pndmNeverClipsWhereasDdimDoesUnlessToldOtherwise() throws IOException {
        String silent = PNDM.replace(",\n  \"clip_sample\": false", "");

        assertThat(silent).doesNotContain("clip");
        assertThat(read(silent).clipRange()).isZero();
        assertThat(read(silent.replace("PNDMScheduler", "DDIMScheduler")).clipRange())
                .isEqualTo(1);
    }

    @Test
    void anotherSchedulerIsRefusedByName() {
        assertThatThrownBy(() -> read(PNDM.replace("PNDMScheduler", "EulerDiscreteScheduler")))
                .isInstanceOf(BadModelException.class)
                .hasMessage("[" + folder.resolve("scheduler_config.json")
                        + "] _class_name: expected DDIMScheduler or PNDMScheduler, came EulerDiscreteScheduler");
    }

    @Test
    void anOptionThatIsNotComputedIsRefused() {
        assertThatThrownBy(() -> read(PNDM.replace("\"trained_betas\": null", "\"trained_betas\": [0.1]")))
                .hasMessageEndingWith("trained_betas: expected no such option, came [0.1], which is not supported");
        assertThatThrownBy(() -> read(PNDM.replace("scaled_linear", "sigmoid")))
                .hasMessageEndingWith(
                        "beta_schedule: expected linear or scaled_linear or squaredcos_cap_v2, came \"sigmoid\"");
    }

    private DdimConfig read(String json) throws IOException {
        return DdimConfig.read(Files.writeString(folder.resolve("scheduler_config.json"), json));
    }
}
