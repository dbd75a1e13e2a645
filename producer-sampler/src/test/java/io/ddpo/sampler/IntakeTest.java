package io.ddpo.sampler;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.REJECT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.service.kafka.FakeShareConsumer;
import io.ddpo.service.kafka.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final int LIMIT = 10;
    private static final byte[] GARBAGE = {1, 2, 3};

    private final Written log = new Written();
    private final TestClock clock = new TestClock();
    private final FakeShareConsumer consumer = new FakeShareConsumer();
    private final WorkQueue source =
            new WorkQueue(consumer, List.of(FakeShareConsumer.TOPIC), Duration.ofSeconds(30), clock);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Intake intake = new Intake(
            "sampler-1",
            source,
            new AvroDeserializer<>(log.registry, RolloutRequest.class),
            log.publisher,
            new SamplerMetrics(meters, "sampler-1"),
            LIMIT,
            clock);

    @Test
    void aRequestIsHandedOnAndHeld() {
        assertThat(accept(request(), 1)).hasValue(Requests.sound());

        assertThat(source.isHolding()).isTrue();
        assertThat(count("deliveries")).isEqualTo(1);
        assertThat(count("redeliveries")).isZero();
    }

    @Test
    void aRequestThatCameBeforeIsCountedAndTriedAgain() {
        assertThat(accept(request(), LIMIT - 2)).isPresent();

        assertThat(count("redeliveries")).isEqualTo(1);
        assertThat(log.producer.history()).isEmpty();
    }

    @Test
    void aRequestThatKafkaIsAboutToDropIsWrittenAnewAndEnded() {
        assertThat(accept(request(), LIMIT - 1)).isEmpty();

        assertThat(log.values(Written.RUN.rolloutRequests(), RolloutRequest.class))
                .containsExactly(Requests.sound());
        assertThat(consumer.acknowledged).containsExactly(ACCEPT);
        assertThat(count("republished")).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsGivenBackAsLongAsAnotherMayReadIt() {
        assertThatThrownBy(() -> accept(GARBAGE, LIMIT - 2))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("demo.work");

        assertThat(consumer.acknowledged).containsExactly(RELEASE);
        assertThat(log.producer.history()).isEmpty();
    }

    @Test
    void whatNobodyCouldReadBecomesADeadLetter() {
        assertThat(accept(GARBAGE, LIMIT - 1)).isEmpty();

        assertThat(consumer.acknowledged).containsExactly(REJECT);
        assertThat(log.values(Written.RUN.deadLetters(), DeadLetter.class))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.getTopic()).isEqualTo("demo.work");
                    assertThat(letter.getOffset()).isEqualTo(42);
                    assertThat(letter.getKey()).hasValue("r-7");
                    assertThat(letter.getReason()).contains("expected byte 0");
                    assertThat(letter.getWorker()).isEqualTo("sampler-1");
                    assertThat(letter.getPayload()).hasValue(ByteBuffer.wrap(GARBAGE));
                });
    }

    @Test
    void aTombstoneIsNoRequest() {
        assertThat(accept(null, LIMIT - 1)).isEmpty();

        assertThat(log.values(Written.RUN.deadLetters(), DeadLetter.class))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.getReason())
                            .isEqualTo("topic demo.work offset 42: expected a RolloutRequest, found a tombstone");
                    assertThat(letter.getPayload()).isEmpty();
                });
    }

    private Optional<RolloutRequest> accept(byte[] value, int count) {
        consumer.deliver(value, count);
        return intake.accept(source.take(Duration.ZERO).get(0));
    }

    private byte[] request() {
        return new AvroSerializer<>(log.registry, RolloutRequest.class)
                .serialize(FakeShareConsumer.TOPIC, Requests.sound());
    }

    private double count(String meter) {
        return meters.get("ddpo.sampler." + meter).counter().count();
    }
}
