package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.Delivery;
import io.ddpo.service.kafka.ShareGroup;
import io.ddpo.service.kafka.WorkQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real broker makes of what the sampler asks of share groups. */
@Tag("broker")
class ShareGroupBrokerTest {
    /** The shortest that a test can rely on: a busy machine may stop for a second. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    private static final int LIMIT = 5;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Broker broker = Broker.shared();

    @Test
    void aMemberThatRenewsKeepsItsRequestBeyondTheLock() throws Exception {
        RunNames run = runWithRequest("renews");
        try (WorkQueue worker = member(run);
                WorkQueue other = member(run)) {
            assertThat(next(worker).count()).isEqualTo(1);
            long taken = System.nanoTime();

            await().pollInSameThread().atMost(LONG).pollDelay(Duration.ZERO).until(() -> {
                worker.keep();
                assertThat(worker.isHolding()).isTrue();
                assertThat(other.take(Duration.ofMillis(100))).isEmpty();
                return System.nanoTime() - taken > LOCK.multipliedBy(2).toNanos();
            });

            assertThat(worker.accept()).isTrue();
        }
    }

    @Test
    void whatIsGivenBackComesAgain() throws Exception {
        RunNames run = runWithRequest("gives-back");
        try (WorkQueue worker = member(run)) {
            next(worker);
            assertThat(worker.release()).isTrue();

            assertThat(next(worker).count()).isEqualTo(2);
        }
    }

    @Test
    void whoLeavesGivesBackWhatItHolds() throws Exception {
        RunNames run = runWithRequest("leaves");
        WorkQueue leaving = member(run);
        next(leaving);
        leaving.close();

        try (WorkQueue other = member(run)) {
            assertThat(next(other).message().key()).isEqualTo("r-7");
        }
    }

    @Test
    void aRequestThatKafkaIsAboutToDropComesAnew() throws Exception {
        RunNames run = runWithRequest("comes-anew");
        try (WorkQueue worker = member(run);
                Producer<String, byte[]> producer = producer(Map.of())) {
            Intake intake = intake(run, worker, producer);
            for (int count = 1; count < LIMIT - 1; count++) {
                assertThat(intake.accept(next(worker))).as("delivery %d", count).isPresent();
                worker.release();
            }
            assertThat(intake.accept(next(worker))).as("last delivery but one").isEmpty();

            Delivery anew = next(worker);

            assertThat(anew.count()).isEqualTo(1);
            assertThat(anew.message().offset()).isEqualTo(1);
            assertThat(intake.accept(anew)).hasValue(request(run));
        }
    }

    @Test
    void whatATransactionHasNotCommittedIsNotHandedOut() throws Exception {
        RunNames run = run("reads-committed");
        try (WorkQueue worker = member(run);
                Producer<String, byte[]> learner = producer(Map.of("transactional.id", run.learnerTransactionalId()))) {
            learner.initTransactions();
            learner.beginTransaction();
            learner.send(message(run, "aborted")).get();
            assertThat(worker.take(Duration.ofSeconds(2))).isEmpty();
            learner.abortTransaction();
            learner.beginTransaction();
            learner.send(message(run, "committed")).get();
            learner.commitTransaction();

            assertThat(next(worker).message().key()).isEqualTo("committed");
        }
    }

    @Test
    void aLimitBeyondTheBrokersBoundIsRefusedWithASentence() {
        try (Admin admin = broker.admin()) {
            assertThatThrownBy(() -> new ShareGroup("bounds.samplers", LOCK, 11).setUp(admin))
                    .isInstanceOf(FatalRoleException.class)
                    .hasMessageStartingWith("share group bounds.samplers: expected a broker that allows"
                            + " {share.auto.offset.reset=earliest, share.delivery.count.limit=11,");
        }
    }

    /** The request is there before the group is: a group that began at the end would miss it. */
    private RunNames runWithRequest(String name) throws Exception {
        RunNames run = new RunNames(name);
        broker.run(name);
        try (Producer<String, byte[]> producer = producer(Map.of())) {
            producer.send(message(run, request(run).getId())).get();
        }
        setUp(run);
        return run;
    }

    private RunNames run(String name) {
        RunNames run = broker.run(name);
        setUp(run);
        return run;
    }

    private void setUp(RunNames run) {
        try (Admin admin = broker.admin()) {
            new ShareGroup(run.samplerGroup(), LOCK, LIMIT).setUp(admin);
        }
    }

    private WorkQueue member(RunNames run) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", broker.bootstrap(),
                "group.id", run.samplerGroup(),
                "share.acknowledgement.mode", "explicit",
                "share.acquire.mode", "record_limit",
                "max.poll.records", "1");
        return new WorkQueue(
                new KafkaShareConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()),
                List.of(run.rolloutRequests()),
                LOCK,
                InstantSource.system());
    }

    private Producer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrap());
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private static Intake intake(RunNames run, WorkQueue source, Producer<String, byte[]> producer) {
        MemorySchemaRegistry registry = new MemorySchemaRegistry();
        return new Intake(
                "sampler-1",
                source,
                new AvroDeserializer<>(registry, RolloutRequest.class),
                new Publisher(run, producer, registry),
                new SamplerMetrics(new SimpleMeterRegistry(), "sampler-1"),
                LIMIT,
                InstantSource.system());
    }

    private static ProducerRecord<String, byte[]> message(RunNames run, String key) {
        byte[] value = new AvroSerializer<>(new MemorySchemaRegistry(), RolloutRequest.class)
                .serialize(run.rolloutRequests(), request(run));
        return new ProducerRecord<>(run.rolloutRequests(), key, value);
    }

    private static RolloutRequest request(RunNames run) {
        return Requests.varied().setRun(run.run()).build();
    }

    private static Delivery next(WorkQueue source) {
        return await().pollInSameThread()
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .until(() -> source.take(Duration.ofMillis(250)), taken -> !taken.isEmpty())
                .get(0);
    }
}
