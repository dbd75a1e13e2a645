package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TrajectoryRecordsTest {
    private final TrajectoryRecords records = new TrajectoryRecords("sampler-1", Sampled.SHAPE, Sampled.DECODER);

    @Test
    void saysWhereItComesFromAndHowItWasMade() {
        Trajectory made = records.of(Requests.sound(), 1, Sampled.trajectory(4));

        assertThat(made.getId()).isEqualTo("t-2");
        assertThat(made.getRequestId()).isEqualTo("r-7");
        assertThat(made.getIndexInRequest()).isEqualTo(1);
        assertThat(made.getIteration()).isEqualTo(3);
        assertThat(made.getPurpose()).isEqualTo(Purpose.TRAIN);
        assertThat(made.getPolicyVersion()).isZero();
        assertThat(made.getBaseDigest()).isEqualTo(Requests.BASE_DIGEST);
        assertThat(made.getPrompt()).isEqualTo("a fox");
        assertThat(made.getSeed()).isEqualTo(12);
        assertThat(made.getGuidanceScale()).isEqualTo(3.0);
        assertThat(made.getEta()).isEqualTo(1.0);
        assertThat(made.getSampler()).isEqualTo("sampler-1");
    }

    @Test
    void holdsEveryLatentTimestepAndLogProbability() {
        Trajectory made = records.of(Requests.sound(), 0, Sampled.trajectory(4));

        assertThat(made.getTimesteps()).containsExactly(40, 30, 20, 10);
        assertThat(made.getLogProbabilities()).containsExactly(0f, -1f, -2f, -3f);
        assertThat(made.getLatentDtype()).isEqualTo(LatentDtype.FLOAT16);
        assertThat(made.getLatentShape()).containsExactly(5, 3, 2, 2);
        ByteBuffer latents = made.getLatents().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(latents.remaining()).isEqualTo(5 * 12 * 2);
        assertThat(latents.getShort(2 * 12 * 2)).as("1.0 in half precision").isEqualTo((short) 0x3c00);
    }

    @Test
    void showsFourStepsOnTheWayTheLastAmongThem() {
        Trajectory made = records.of(Requests.sound(), 0, Sampled.trajectory(8));

        assertThat(made.getPreviews()).hasSize(4);
        assertThat(made.getPreviews().stream().map(TrajectoryRecordsTest::brightness))
                .containsExactly(brightnessOf(1), brightnessOf(3), brightnessOf(5), brightnessOf(7));
    }

    @Test
    void showsEveryStepOfAShortTrajectory() {
        assertThat(records.of(Requests.sound(), 0, Sampled.trajectory(2)).getPreviews())
                .hasSize(2);
    }

    @Test
    void thePictureIsTheLastLatent() {
        Picture picture = records.picture(Sampled.trajectory(1));

        assertThat(picture.width()).isEqualTo(2);
        assertThat(picture.height()).isEqualTo(2);
        assertThat(picture.values()).containsOnly(0.5f);
    }

    @Test
    void findsNoFaultWithFiniteNumbers() {
        assertThat(TrajectoryRecords.fault(Sampled.trajectory(4))).isEmpty();
    }

    @Test
    void namesTheStepWhoseLogProbabilityIsNoNumber() {
        var sampled = Sampled.trajectory(4);
        sampled.logProbabilities()[1] = Float.NaN;

        assertThat(TrajectoryRecords.fault(sampled))
                .hasValue("step 2 of 4: expected a finite log-probability, came NaN");
    }

    @Test
    void namesTheStepWhoseLatentsOverflowed() {
        var sampled = Sampled.trajectory(4);
        sampled.latents()[4][7] = Float.POSITIVE_INFINITY;

        assertThat(TrajectoryRecords.fault(sampled)).hasValue("step 4 of 4: expected finite latents, came Infinity");
    }

    private static int brightness(ByteBuffer png) {
        try {
            return Math.round(255 * (Picture.decode(Written.bytes(png)).values()[0] + 1) / 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int brightnessOf(int step) {
        return (int) Math.rint(255 * (2.0 * step / 8) / 2);
    }
}
