package io.ddpo.rewards.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.rewards.guard.Sketch;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EvaluationsTest {
    private final Evaluations evaluations =
            new Evaluations(Guards.open(Rewards.installed(), Map.of("contrast", Map.of()), (name, guard) -> guard));

    @Test
    void guardsAndSketchesAreAddedToWhatIsNotTrainedOn() throws IOException {
        Reward reward = lookAt(Records.picture(0, png(), Purpose.EVALUATION)).get(0);

        assertThat(reward.getGuards()).containsExactly(Map.entry("contrast", 0.0));
        assertThat(reward.getSketch().orElseThrow().remaining()).isEqualTo(Sketch.BYTES);
    }

    @Test
    void whatIsTrainedOnStaysAsItIs() throws IOException {
        Reward reward = lookAt(Records.picture(0, png(), Purpose.TRAIN)).get(0);

        assertThat(reward.getGuards()).isEmpty();
        assertThat(reward.getSketch()).isEmpty();
    }

    @Test
    void aPictureThatNobodyCanReadKeepsItsReward() {
        Reward reward =
                lookAt(Records.picture(0, new byte[] {1}, Purpose.EVALUATION)).get(0);

        assertThat(reward.getGuards()).isEmpty();
        assertThat(reward.getSketch()).isEmpty();
    }

    private List<Reward> lookAt(Outcome outcome) {
        PictureLocation location = new PictureLocation(Records.TOPIC, 0, 0L);
        Batch batch = new Batch(List.of(new Batch.Entry(outcome, location, null)), List.of());
        return evaluations.lookAt(batch, batch.rewards("http", List.of(Verdict.score(1))));
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }
}
