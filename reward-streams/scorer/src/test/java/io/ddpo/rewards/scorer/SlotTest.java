package io.ddpo.rewards.scorer;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RENEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.specification.ScoredSamples;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.FakeShareConsumer;
import io.ddpo.service.kafka.WorkQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotTest {
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Limits LIMITS =
            new Limits(1, OptionalDouble.empty(), Duration.ofMinutes(1), 1, Duration.ofMinutes(1));

    private final FakeShareConsumer consumer = new FakeShareConsumer(4);
    private final MockProducer<String, byte[]> log =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final LinkedBlockingQueue<CompletableFuture<List<Verdict>>> asked = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private final Activity activity = new Activity(1, clock);
    private Optional<Workplace> place = Optional.of(place(this::ask, Guards.none()));
    private final Slot slot = new Slot("scorer-1-1", () -> place, activity);

    @AfterEach
    void close() {
        slot.onClose();
    }

    @Test
    void nothingIsTakenBeforeTheRewardIsOpen() throws Exception {
        Optional<Workplace> later = place;
        place = Optional.empty();
        deliver(1);

        assertThat(slot.doWork()).isZero();

        place = later;
        assertThat(slot.doWork()).isEqualTo(1);
        assertThat(activity.load()).isEqualTo(1);
    }

    @Test
    void whatWasTakenIsAcknowledgedOnceItsResultsAreInTheLog() throws Exception {
        deliver(3);
        slot.doWork();

        answer(List.of(Verdict.score(1), Verdict.failure("empty"), Verdict.score(3)));
        untilIdle();

        assertThat(log.history()).extracting(ProducerRecord::topic).containsOnly("demo.scores");
        assertThat(log.history()).extracting(ProducerRecord::key).containsExactly("t-0", "t-1", "t-2");
        assertThat(consumer.acknowledged).containsExactly(ACCEPT, ACCEPT, ACCEPT);
        assertThat(meters.counter("ddpo.scorer.samples").count()).isEqualTo(3);
        assertThat(meters.counter("ddpo.scorer.failures").count()).isEqualTo(1);
    }

    @Test
    void aBatchThatHasNothingToAskEndsAtOnce() throws Exception {
        consumer.deliver(Records.bytes(Records.failed(0)), 1);
        consumer.deliver(new byte[] {9}, 1);

        slot.doWork();
        untilIdle();

        assertThat(asked).isEmpty();
        assertThat(log.history()).extracting(ProducerRecord::topic).containsExactly("demo.scores", "demo.dead-letters");
        assertThat(consumer.acknowledged).containsExactly(ACCEPT, ACCEPT);
    }

    @Test
    void locksAreRenewedWhileTheRewardTakesItsTime() throws Exception {
        deliver(2);
        slot.doWork();

        now = now.plus(LOCK.dividedBy(3));
        slot.doWork();
        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW);

        answer(List.of(Verdict.score(1), Verdict.score(2)));
        untilIdle();
        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW, ACCEPT, ACCEPT);
    }

    @Test
    void aGuardThatTakesItsTimeIsWaitedForAndLocksAreRenewedMeanwhile() throws Exception {
        place = Optional.of(place(RewardFunction.ofEach(sample -> Verdict.score(1)), guards("judge")));
        consumer.deliver(Records.bytes(Records.picture(0, new byte[] {1}, Purpose.EVALUATION)), 1);
        slot.doWork();
        CompletableFuture<List<Verdict>> guard = call();

        now = now.plus(LOCK.dividedBy(3));
        slot.doWork();
        assertThat(consumer.acknowledged).containsExactly(RENEW);

        guard.complete(List.of(Verdict.score(7)));
        untilIdle();
        assertThat(consumer.acknowledged).containsExactly(RENEW, ACCEPT);
        byte[] written = log.history().get(0).value();
        assertThat(new AvroDeserializer<>(Records.REGISTRY, Reward.class)
                        .deserialize("demo.scores", written)
                        .getGuards())
                .containsExactly(Map.entry("judge", 7.0));
    }

    @Test
    void aStopDoesNotWaitForAGuard() throws Exception {
        place = Optional.of(place(RewardFunction.ofEach(sample -> Verdict.score(1)), guards("judge")));
        consumer.deliver(Records.bytes(Records.picture(0, new byte[] {1}, Purpose.EVALUATION)), 1);
        slot.doWork();
        CompletableFuture<List<Verdict>> guard = call();

        slot.drain();

        Awaitility.await().until(guard::isCancelled);
        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(log.history()).isEmpty();
    }

    @Test
    void whoLosesItsLocksGivesTheCallUpAndWritesNothing() throws Exception {
        deliver(1);
        slot.doWork();
        CompletableFuture<List<Verdict>> call = call();
        consumer.loseLock();

        now = now.plus(LOCK.dividedBy(3));
        slot.doWork();

        Awaitility.await().until(call::isCancelled);
        assertThat(log.history()).isEmpty();
        assertThat(activity.load()).isZero();
        assertThat(meters.counter("ddpo.scorer.locks.lost").count()).isEqualTo(1);
    }

    @Test
    void aStopGivesBackWhatIsInHand() throws Exception {
        deliver(2);
        slot.doWork();
        CompletableFuture<List<Verdict>> call = call();

        assertThat(slot.drain()).isTrue();

        Awaitility.await().until(call::isCancelled);
        assertThat(consumer.acknowledged).containsExactly(RELEASE, RELEASE);
        assertThat(log.history()).isEmpty();
    }

    @Test
    void aLogThatRefusesTheResultsHasTheSamplesGivenBack() throws Exception {
        log.sendException = new IllegalStateException("no space");
        deliver(1);
        slot.doWork();
        answer(List.of(Verdict.score(1)));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(this::untilIdle)
                .withMessage("no space");
        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(activity.load()).isZero();
    }

    @Test
    void anErrorOfTheMachineEndsTheSlotAndTheSamplesGoToOthers() throws Exception {
        deliver(1);
        slot.doWork();
        call().completeExceptionally(new OutOfMemoryError("heap"));

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::untilIdle);
        assertThat(consumer.acknowledged).containsExactly(RELEASE);
    }

    @Test
    void whoClosesLeavesTheGroup() throws Exception {
        slot.doWork();

        slot.onClose();

        assertThat(consumer.isClosed()).isTrue();
        assertThat(activity.allClosed()).isTrue();
    }

    private CompletableFuture<List<Verdict>> ask(List<Sample> samples) {
        CompletableFuture<List<Verdict>> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    /** A guard that needs workers and answers when it is told to. */
    private Guards guards(String name) {
        RewardProvider provider = new RewardProvider() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Needs needs(Parameters parameters) {
                return Needs.worker();
            }

            @Override
            public RewardFunction open(Parameters parameters) {
                return SlotTest.this::ask;
            }
        };
        return Guards.open(
                Rewards.of(List.of(provider)),
                Map.of(name, Map.of()),
                (called, guard) -> PatientGuard.of(guard, LIMITS, Time.system(), new CallMetrics(meters, called)));
    }

    private void deliver(int pictures) {
        for (int i = 0; i < pictures; i++) {
            consumer.deliver(Records.bytes(Records.picture(i)), 1);
        }
    }

    private CompletableFuture<List<Verdict>> call() throws InterruptedException {
        return asked.take();
    }

    private void answer(List<Verdict> verdicts) throws InterruptedException {
        call().complete(verdicts);
    }

    private void untilIdle() throws Exception {
        while (activity.load() > 0) {
            slot.doWork(); // each waits for the answer
        }
    }

    private Workplace place(RewardFunction reward, Guards guards) {
        ScorerMetrics metrics = new ScorerMetrics(meters);
        Time time = Time.system();
        return new Workplace(
                "http",
                new Intake(
                        "scorer-1",
                        "http",
                        ScoredSamples.of(Records.RUN, Optional.empty()),
                        new AvroDeserializer<>(Records.REGISTRY, Outcome.class),
                        10,
                        metrics,
                        clock),
                new PersistentReward(reward, LIMITS, new Gate(LIMITS, time), time, new CallMetrics(meters, "http")),
                new Evaluations(guards),
                new Results(new RunNames("demo"), "demo.scores", log, Records.REGISTRY),
                metrics,
                name -> new WorkQueue(consumer, List.of(FakeShareConsumer.TOPIC), LOCK, clock));
    }
}
