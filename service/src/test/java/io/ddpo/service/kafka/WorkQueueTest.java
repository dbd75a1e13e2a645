package io.ddpo.service.kafka;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RENEW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final Duration NOW = Duration.ZERO;

    private final FakeShareConsumer consumer = new FakeShareConsumer(2);
    private Instant now = Instant.EPOCH;
    private final WorkQueue queue =
            new WorkQueue(consumer, List.of(FakeShareConsumer.TOPIC), Duration.ofSeconds(30), () -> now);

    @Test
    void subscribesToItsTopic() {
        assertThat(consumer.subscription()).containsExactly(FakeShareConsumer.TOPIC);
    }

    @Test
    void holdsWhatItTookUntilThatIsSettled() {
        consumer.deliver("a request");

        assertThat(queue.take(NOW)).singleElement().satisfies(delivery -> {
            assertThat(delivery.message().value()).asString().isEqualTo("a request");
            assertThat(delivery.count()).isEqualTo(1);
        });
        assertThat(queue.isHolding()).isTrue();

        assertThat(queue.accept()).isTrue();
        assertThat(queue.isHolding()).isFalse();
        assertThat(consumer.acknowledged).containsExactly(ACCEPT);
    }

    @Test
    void takesNothingWhereNothingComes() {
        assertThat(queue.take(NOW)).isEmpty();
        assertThat(queue.isHolding()).isFalse();
    }

    @Test
    void renewsAfterAThirdOfTheLockAndNotBefore() {
        consumer.deliver("a request");
        queue.take(NOW);

        pass(Duration.ofSeconds(10).minusMillis(1));
        queue.keep();
        assertThat(consumer.acknowledged).isEmpty();

        pass(Duration.ofMillis(1));
        queue.keep();
        assertThat(consumer.acknowledged).containsExactly(RENEW);
    }

    @Test
    void renewsAgainAndAgainAndStillSettlesAtTheEnd() {
        consumer.deliver("a request");
        queue.take(NOW);

        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(10));
            queue.keep();
        }

        assertThat(queue.release()).isTrue();
        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW, RENEW, RELEASE);
    }

    @Test
    void noticesAtARenewalThatTheLockIsLost() {
        consumer.deliver("a request");
        queue.take(NOW);
        consumer.loseLock();

        pass(Duration.ofSeconds(10));
        queue.keep();

        assertThat(queue.isHolding()).isFalse();
        assertThat(queue.accept()).isFalse();
        assertThat(consumer.acknowledged).containsExactly(RENEW);
    }

    @Test
    void saysThatAnAcknowledgementCameTooLate() {
        consumer.deliver("a request");
        queue.take(NOW);
        consumer.loseLock();

        assertThat(queue.accept()).isFalse();
    }

    @Test
    void leavesTheGroupWhenClosed() {
        queue.close();

        assertThat(consumer.isClosed()).isTrue();
    }

    @Test
    void whatWasTakenTogetherIsKeptAndSettledTogether() {
        consumer.deliver("one");
        consumer.deliver("two");
        consumer.deliver("three");

        assertThat(queue.take(NOW)).hasSize(2);
        pass(Duration.ofSeconds(10));
        queue.keep();
        assertThat(queue.accept()).isTrue();

        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW, ACCEPT, ACCEPT);
        assertThat(queue.take(NOW))
                .singleElement()
                .satisfies(delivery ->
                        assertThat(delivery.message().value()).asString().isEqualTo("three"));
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }
}
