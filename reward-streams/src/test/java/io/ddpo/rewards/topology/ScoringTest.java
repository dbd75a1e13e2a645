package io.ddpo.rewards.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.rewards.TestRun;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.PictureLocation;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private Pipeline pipeline = new Pipeline(TestRun.specification(), new TestReward());

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void aPictureGetsItsRewardWithEverythingThatIsKnownOfIt() {
        pipeline.sample(Outcomes.picture(0, 3, 7));

        assertThat(pipeline.rewards())
                .containsExactly(Reward.newBuilder()
                        .setTrajectoryId("t0-3")
                        .setRequestId("r0-1")
                        .setIndexInRequest(1)
                        .setIteration(0)
                        .setIterationSize(4)
                        .setPurpose(Purpose.TRAIN)
                        .setPolicyVersion(0)
                        .setPrompt("an owl")
                        .setMetadata(Map.of("index", "3"))
                        .setSeed(3)
                        .setSampler("sampler-1")
                        .setTrajectory(Outcomes.trajectory("t0-3"))
                        .setPicture(new PictureLocation("demo.samples", 0, 0L))
                        .setResult(new Score(7.0, Map.of("byte", 7.0)))
                        .build());
        assertThat(pipeline.meters
                        .timer("ddpo.rewards.scoring", "reward", "jpeg-compressibility")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theRewardOfTheSpecificationIsTheOneThatScores() throws IOException {
        pipeline.close();
        pipeline = new Pipeline(TestRun.specification(), Rewards.installed().open("jpeg-compressibility", Map.of()));
        byte[] png = png(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));

        pipeline.sample(Outcome.newBuilder(Outcomes.picture(0, 0, 1))
                .setResult(Outcomes.png("t0-0", png))
                .build());

        double kilobytes = 0.691; // as Pillow writes 64 x 64 black pixels
        assertThat(pipeline.rewards())
                .extracting(Reward::getResult)
                .containsExactly(new Score(-kilobytes, Map.of("kilobytes", kilobytes)));
    }

    @Test
    void whatFailedInSamplingStaysThatFailure() {
        pipeline.sample(Outcomes.failed(0, 1));

        Reward reward = pipeline.rewards().get(0);
        assertThat(reward.getResult()).isEqualTo(new Failure("sampling", "no memory"));
        assertThat(reward.getTrajectory()).isEmpty();
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void aPictureThatCannotBeScoredIsAFailureAndADeadLetter() {
        pipeline.sample(Outcomes.picture(0, 0, TestReward.REFUSED));

        Reward reward = pipeline.rewards().get(0);
        assertThat(reward.getResult()).isEqualTo(new Failure("scoring", "jpeg-compressibility: picture: too dark"));
        assertThat(reward.getTrajectory()).contains(Outcomes.trajectory("t0-0"));
        assertThat(pipeline.deadLetters())
                .containsExactly(new DeadLetter(
                        "demo.samples",
                        0,
                        0L,
                        "t0-0",
                        "scoring",
                        "jpeg-compressibility: picture: too dark",
                        "rewards-1",
                        Instant.EPOCH,
                        null));
        assertThat(pipeline.count("ddpo.rewards.failures")).isEqualTo(1);
    }

    @Test
    void aRewardThatIsNoNumberOrABugIsAFailureAndTheOthersGoOn() {
        pipeline.sample(Outcomes.picture(0, 0, TestReward.NOT_A_NUMBER));
        pipeline.sample(Outcomes.picture(0, 1, TestReward.BUG));
        pipeline.sample(Outcomes.picture(0, 3, TestReward.SLOW));
        pipeline.sample(Outcomes.picture(0, 2, 5));

        assertThat(pipeline.rewards())
                .extracting(Reward::getResult)
                .containsExactly(
                        failure("java.lang.IllegalArgumentException: score: expected a finite number, got NaN"),
                        failure("java.lang.IllegalStateException: a bug"),
                        failure("expected an inline reward, which answers at once, got one that takes its time"),
                        new Score(5.0, Map.of("byte", 5.0)));
    }

    @Test
    void whatCannotBeReadIsADeadLetterWithItsBytesAndTheOthersGoOn() {
        byte[] text = "a picture".getBytes(StandardCharsets.UTF_8);

        pipeline.sample("t0-0", text);
        pipeline.sample("t0-1", null);
        pipeline.sample(Outcomes.picture(0, 0, 5));

        assertThat(pipeline.deadLetters())
                .extracting(
                        DeadLetter::getReason,
                        DeadLetter::getStage,
                        letter -> letter.getPayload().orElse(null))
                .containsExactly(
                        tuple(
                                "topic demo.samples: expected byte 0 of Confluent's wire format, found byte 97",
                                "reading",
                                ByteBuffer.wrap(text)),
                        tuple("topic demo.samples: expected a value, found a tombstone", "reading", null));
        assertThat(pipeline.rewards()).hasSize(1);
        assertThat(pipeline.count("ddpo.rewards.dead.letters")).isEqualTo(2);
    }

    @Test
    void theFirstOutcomeOfAnIdWinsBeItAFailure() {
        pipeline.sample(Outcomes.failed(0, 1));
        pipeline.sample(Outcomes.picture(0, 1, 9));

        assertThat(pipeline.rewards()).extracting(Reward::getResult).hasOnlyElementsOfType(Failure.class);
        assertThat(pipeline.count("ddpo.rewards.duplicates")).isEqualTo(1);
    }

    @Test
    void anOutcomeOfAnIterationThatIsOverIsDropped() {
        pipeline.sample(Outcomes.picture(0, 0, 1));
        pipeline.sample(Outcomes.picture(1, 0, 1));

        pipeline.sample(Outcomes.picture(0, 0, 1));
        pipeline.sample(Outcomes.picture(0, 1, 1));

        assertThat(pipeline.rewards()).extracting(Reward::getTrajectoryId).containsExactly("t0-0", "t1-0");
        assertThat(pipeline.count("ddpo.rewards.late")).isEqualTo(2);
    }

    @Test
    void samplesOfEarlierIterationsAreTakenAsFarAsTheStalenessAllows() {
        pipeline.close();
        pipeline = new Pipeline(TestRun.builder().setStaleness(1).build(), new TestReward());

        pipeline.sample(Outcomes.picture(2, 0, 1));
        pipeline.sample(Outcomes.picture(1, 0, 1));
        pipeline.sample(Outcomes.picture(0, 0, 1));

        assertThat(pipeline.rewards()).extracting(Reward::getTrajectoryId).containsExactly("t2-0", "t1-0");
    }

    @Test
    void anEvaluationIsScoredOnceHoweverLateItComes() {
        pipeline.sample(Outcomes.picture(5, 0, 1));

        pipeline.sample(Outcomes.evaluation(0, 0));
        pipeline.sample(Outcomes.evaluation(0, 0));

        assertThat(pipeline.rewards()).extracting(Reward::getTrajectoryId).containsExactly("t5-0", "evaluation-t0-0");
    }

    private static Failure failure(String sentence) {
        return new Failure("scoring", "jpeg-compressibility: " + sentence);
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }
}
