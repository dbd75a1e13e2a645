package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RolloutRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final Location LOCATION = new Location("demo.trajectories", 2, 9L, "t-2", "5ha".repeat(21) + "5");

    private final Outcomes outcomes = new Outcomes("sampler-1");
    private final RolloutRequest request = Requests.sound();

    @Test
    void paddingIsNotWanted() {
        assertThat(Outcomes.wanted(request)).containsExactly(0, 1);
    }

    @Test
    void carriesEverythingThatAScorerNeeds() {
        Outcome outcome = outcomes.picture(request, 1, grey(2), LOCATION);

        assertThat(outcome.getTrajectoryId()).isEqualTo("t-2");
        assertThat(outcome.getRequestId()).isEqualTo("r-7");
        assertThat(outcome.getIndexInRequest()).isEqualTo(1);
        assertThat(outcome.getIteration()).isEqualTo(3);
        assertThat(outcome.getIterationSize()).isEqualTo(5);
        assertThat(outcome.getPurpose()).isEqualTo(Purpose.TRAIN);
        assertThat(outcome.getPolicyVersion()).isZero();
        assertThat(outcome.getPrompt()).isEqualTo("a fox");
        assertThat(outcome.getMetadata()).isEqualTo(Map.of("noun", "fox"));
        assertThat(outcome.getSeed()).isEqualTo(12);
        assertThat(outcome.getSampler()).isEqualTo("sampler-1");
    }

    @Test
    void aSmallPictureIsItsOwnThumbnail() throws IOException {
        var picture = picture(outcomes.picture(request, 1, grey(2), LOCATION));

        assertThat(picture.getTrajectory()).isEqualTo(LOCATION);
        assertThat(picture.getWidth()).isEqualTo(2);
        assertThat(picture.getHeight()).isEqualTo(2);
        assertThat(picture.getThumbnail()).isEqualTo(picture.getPng());
        assertThat(Picture.decode(Written.bytes(picture.getPng())).toImage().getRGB(0, 0) & 0xff)
                .isEqualTo(128);
    }

    @Test
    void aLargePictureHasASmallThumbnail() throws IOException {
        var picture = picture(outcomes.picture(request, 1, grey(300), LOCATION));

        assertThat(Picture.decode(Written.bytes(picture.getPng())).width()).isEqualTo(300);
        assertThat(Picture.decode(Written.bytes(picture.getThumbnail())).width())
                .isEqualTo(Thumbnails.SIDE);
    }

    @Test
    void aFailureSaysWhatWasBeingDone() {
        assertThat(outcomes.failed(request, 0, "it broke").getResult()).isEqualTo(new Failure("sampling", "it broke"));
    }

    @Test
    void aRefusedRequestEndsEveryWantedSample() {
        List<Outcome> refused = outcomes.refused(request, new RefusedRequestException("no such version"));

        assertThat(refused).extracting(Outcome::getTrajectoryId).containsExactly("t-1", "t-2");
        assertThat(refused).extracting(Outcome::getResult).containsOnly(new Failure("request", "no such version"));
    }

    private static io.ddpo.schemas.avro.Picture picture(Outcome outcome) {
        return (io.ddpo.schemas.avro.Picture) outcome.getResult();
    }

    private static Picture grey(int side) {
        return new Picture(new float[3 * side * side], side, side);
    }
}
