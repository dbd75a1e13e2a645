package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryScratchTest {
    private static final int STEPS = 3;
    private static final int DIMENSIONS = 2;

    @TempDir
    private Path folder;

    @Test
    void givesBackEveryTransitionWhateverTheOrderOfArrival() throws IOException {
        try (TrajectoryScratch scratch = TrajectoryScratch.in(folder, STEPS, DIMENSIONS)) {
            scratch.write(2, trajectory(LatentDtype.FLOAT32, 20));
            scratch.write(0, trajectory(LatentDtype.FLOAT32, 0));
            scratch.write(1, trajectory(LatentDtype.FLOAT32, 10));
            float[] x = new float[2 * DIMENSIONS];
            float[] next = new float[2 * DIMENSIONS];

            scratch.read(1, 0, 0, x, next);
            scratch.read(2, 2, 1, x, next);

            assertThat(x).containsExactly(10, 10.5f, 22, 22.5f);
            assertThat(next).containsExactly(11, 11.5f, 23, 23.5f);
        }
    }

    @Test
    void givesBackTheFinalLatent() throws IOException {
        try (TrajectoryScratch scratch = TrajectoryScratch.in(folder, STEPS, DIMENSIONS)) {
            scratch.write(0, trajectory(LatentDtype.FLOAT32, 0));
            scratch.write(1, trajectory(LatentDtype.FLOAT32, 10));
            float[] x0 = new float[2 * DIMENSIONS];

            scratch.readLast(1, 0, x0);
            scratch.readLast(0, 1, x0);

            assertThat(x0).containsExactly(10 + STEPS, 10 + STEPS + 0.5f, STEPS, STEPS + 0.5f);
        }
    }

    @Test
    void widensHalfPrecision() throws IOException {
        try (TrajectoryScratch scratch = TrajectoryScratch.in(folder, STEPS, DIMENSIONS)) {
            scratch.write(0, trajectory(LatentDtype.FLOAT16, -4));
            float[] x = new float[DIMENSIONS];
            float[] next = new float[DIMENSIONS];

            scratch.read(0, 1, 0, x, next);

            assertThat(x).containsExactly(-3, -2.5f);
            assertThat(next).containsExactly(-2, -1.5f);
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        try (TrajectoryScratch scratch = TrajectoryScratch.in(folder, STEPS, DIMENSIONS)) {
            scratch.write(0, trajectory(LatentDtype.FLOAT32, 0));
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhatItHasNot() throws IOException {
        try (TrajectoryScratch scratch = TrajectoryScratch.in(folder, STEPS, DIMENSIONS)) {
            assertThatThrownBy(() -> scratch.read(7, 0, 0, new float[2], new float[2]))
                    .hasMessageEndingWith("expected trajectory 7, found the end");
        }
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> TrajectoryScratch.in(folder.resolve("missing"), STEPS, DIMENSIONS))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessageStartingWith(
                        "scratch.dir: expected a folder to write to, found " + folder.resolve("missing"));
    }

    /** Latent i holds first + i and first + i + ½. */
    private static Trajectory trajectory(LatentDtype dtype, float first) {
        ByteBuffer latents = ByteBuffer.allocate((STEPS + 1) * DIMENSIONS * Latents.width(dtype))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i <= STEPS; i++) {
            put(latents, dtype, first + i);
            put(latents, dtype, first + i + 0.5f);
        }
        return Trajectories.some()
                .setLatentDtype(dtype)
                .setLatents(latents.flip())
                .build();
    }

    private static void put(ByteBuffer latents, LatentDtype dtype, float value) {
        if (dtype == LatentDtype.FLOAT32) {
            latents.putFloat(value);
        } else {
            latents.putShort(HalfFloats.exact(value));
        }
    }
}
