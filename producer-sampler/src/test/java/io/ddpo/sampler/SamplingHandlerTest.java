package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.Sha256;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplingHandlerTest {
    private static final String WORKER = "sampler-1";
    private static final String TRAJECTORIES = Written.RUN.trajectories();
    private static final String SAMPLES = Written.RUN.samples();

    private final TestClock clock = new TestClock();
    private final WeightsLog weights = new WeightsLog();
    private final Written log = new Written();
    private final AtomicLong nanos = new AtomicLong();
    private Policy policy;
    private LatentDecoder decoder;
    private SamplingHandler handler;

    @BeforeEach
    void load() throws IOException {
        policy = TinyModel.policy();
        decoder = TinyModel.decoder();
        SamplerModel model = new LoadedPolicy(policy, decoder, Requests.BASE_DIGEST);
        handler = new SamplingHandler(
                WORKER,
                Requests.RUN,
                model,
                weights.manifests,
                new PolicyVersions(model, weights.manifests, weights.downloads, Duration.ofMinutes(5), clock),
                new TrajectoryRecords(WORKER, model.latentShape(), decoder),
                LatentStorageTest.IN_THE_LOG,
                new Outcomes(WORKER),
                log.publisher,
                () -> nanos.getAndAdd(1_000_000));
        weights.commit(weights.publish(0, policy.snapshot()));
    }

    @AfterEach
    void close() {
        decoder.close();
        policy.close();
    }

    @Test
    void publishesTrajectoriesThenOutcomesAndNoPadding() throws IOException {
        handle(Requests.sound());

        assertThat(log.topics()).containsExactly(TRAJECTORIES, TRAJECTORIES, SAMPLES, SAMPLES);
        assertThat(outcomes()).extracting(Outcome::getTrajectoryId).containsExactly("t-1", "t-2");
    }

    @Test
    void everyPictureNamesItsTrajectory() throws IOException {
        handle(Requests.sound());

        List<Location> locations = outcomes().stream()
                .map(outcome -> picture(outcome).getTrajectory())
                .toList();
        for (int i = 0; i < 2; i++) {
            ProducerRecord<String, byte[]> written = log.records(TRAJECTORIES).get(i);
            assertThat(locations.get(i))
                    .isEqualTo(new Location(TRAJECTORIES, 0, (long) i, written.key(), Sha256.hex(written.value())));
        }
    }

    @Test
    void thePictureIsTheLastPublishedLatent() throws IOException {
        handle(Requests.varied()
                .setSampling(new SamplingSettings(4, 1.0, 3.0, 3, LatentDtype.FLOAT32))
                .build());

        float[] last = new float[3 * 16 * 16];
        var latents = trajectories()
                .get(0)
                .getLatents()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        latents.position(4 * last.length).get(last);
        Picture published =
                Picture.decode(Written.bytes(picture(outcomes().get(0)).getPng()));
        assertThat(published.toPng()).isEqualTo(new Picture(last, 16, 16).toPng());
    }

    @Test
    void aRequestDoneTwiceGivesTheSameTrajectories() throws IOException {
        handle(Requests.sound());
        handle(Requests.sound());

        List<Trajectory> twice = trajectories();
        assertThat(twice.subList(2, 4)).isEqualTo(twice.subList(0, 2));
    }

    @Test
    void evaluationsAreSampledLikewise() throws IOException {
        handle(Requests.varied().setPurpose(Purpose.EVALUATION).build());

        assertThat(trajectories()).extracting(Trajectory::getPurpose).containsOnly(Purpose.EVALUATION);
        assertThat(outcomes()).extracting(Outcome::getPurpose).containsOnly(Purpose.EVALUATION);
    }

    @Test
    void samplesWithTheVersionThatTheRequestNames() throws IOException {
        handle(Requests.sound());
        var snapshot = policy.snapshot();
        snapshot.values().forEach(tensor -> tensor.values()[0] += 0.5f);
        weights.commit(weights.publish(1, snapshot));

        handle(Requests.varied().setPolicyVersion(1).build());

        assertThat(handler.policyVersion()).hasValue(1);
        assertThat(trajectories()).extracting(Trajectory::getPolicyVersion).containsExactly(0, 0, 1, 1);
        assertThat(trajectories().get(2).getLatents())
                .isNotEqualTo(trajectories().get(0).getLatents());
    }

    @Test
    void tellsWhereTheTimeWent() throws IOException {
        BatchReport report = handle(Requests.sound());

        Duration lap = Duration.ofMillis(1);
        assertThat(report).isEqualTo(new BatchReport(2, 0, lap, lap, lap));
    }

    @Test
    void whatIsWrongInTheRequestEndsEverySampleOfIt() throws IOException {
        BatchReport report = handle(Requests.varied()
                .setSampling(new SamplingSettings(0, 1.0, 3.0, 3, LatentDtype.FLOAT16))
                .build());

        assertThat(report.failures()).isEqualTo(2);
        assertThat(log.topics()).containsExactly(SAMPLES, SAMPLES);
        assertThat(outcomes())
                .extracting(Outcome::getResult)
                .containsOnly(new Failure("request", "request r-7: sampling steps: expected at least 1, came 0"));
    }

    @Test
    void aTrajectoryThatIsNoNumberIsAFailureOfItsOwn() throws IOException {
        var snapshot = policy.snapshot();
        snapshot.values().forEach(tensor -> tensor.values()[0] = Float.NaN);
        weights.commit(weights.publish(1, snapshot));

        BatchReport report = handle(Requests.varied().setPolicyVersion(1).build());

        assertThat(report.samples()).isZero();
        assertThat(report.failures()).isEqualTo(2);
        assertThat(log.topics()).containsExactly(SAMPLES, SAMPLES);
        assertThat(outcomes())
                .extracting(Outcome::getResult)
                .containsOnly(new Failure("sampling", "step 1 of 4: expected a finite log-probability, came NaN"));
    }

    @Test
    void leavesTheRequestOfAnotherBaseModelToOthers() {
        assertThatThrownBy(() ->
                        handle(Requests.varied().setBaseDigest("07".repeat(32)).build()))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONTRACT_BROKEN))
                .hasMessage("request r-7: expected a sampler whose base model has digest " + "07".repeat(32)
                        + ", found one with " + Requests.BASE_DIGEST);
        assertThat(log.producer.history()).isEmpty();
    }

    @Test
    void answersNothingOnceItIsQuarantined() {
        weights.commit(weights.publish(1, policy.snapshot()).setQuarantined(List.of(WORKER)));

        assertThatThrownBy(() -> handle(Requests.sound()))
                .isInstanceOf(QuarantinedException.class)
                .hasMessageStartingWith("sampler-1: expected log-probabilities that the learner of run demo computes");
        assertThat(log.producer.history()).isEmpty();
    }

    @Test
    void learnsWhileItWaitsThatItIsQuarantined() {
        weights.commit(WeightsLog.manifest(1).setQuarantined(List.of(WORKER)));

        assertThatThrownBy(handler::isRunOver).isInstanceOf(QuarantinedException.class);
    }

    @Test
    void learnsWhileItWaitsThatTheRunIsOver() {
        assertThat(handler.isRunOver()).isFalse();

        weights.commit(WeightsLog.manifest(1).setState(RunState.STOPPED));

        assertThat(handler.isRunOver()).isTrue();
    }

    @Test
    void publishesNothingOfARequestThatWasGivenUp() {
        Progress progress = new Progress(clock);
        progress.cancel();

        assertThatThrownBy(() -> handler.handle(Requests.sound(), progress)).isInstanceOf(CancellationException.class);
        assertThat(log.producer.history()).isEmpty();
    }

    private BatchReport handle(RolloutRequest request) throws IOException {
        return handler.handle(request, new Progress(clock));
    }

    private List<Trajectory> trajectories() {
        return log.values(TRAJECTORIES, Trajectory.class);
    }

    private List<Outcome> outcomes() {
        return log.values(SAMPLES, Outcome.class);
    }

    private static io.ddpo.schemas.avro.Picture picture(Outcome outcome) {
        return (io.ddpo.schemas.avro.Picture) outcome.getResult();
    }
}
