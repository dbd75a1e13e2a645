package io.ddpo.sampler;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RENEW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
    private static final Duration NOW = Duration.ZERO;

    private final FakeShareConsumer consumer = new FakeShareConsumer();
    private final TestClock clock = new TestClock();
    private final RequestSource source =
            new RequestSource(consumer, FakeShareConsumer.TOPIC, Duration.ofSeconds(30), clock);

    @Test
    void subscribesToTheRequestsOfTheRun() {
        assertThat(consumer.subscription()).containsExactly(FakeShareConsumer.TOPIC);
    }

    @Test
    void holdsWhatItTookUntilThatIsSettled() {
        consumer.deliver("a request");

        assertThat(source.take(NOW)).hasValueSatisfying(delivery -> {
            assertThat(delivery.message().value()).asString().isEqualTo("a request");
            assertThat(delivery.count()).isEqualTo(1);
        });
        assertThat(source.isHolding()).isTrue();

        assertThat(source.accept()).isTrue();
        assertThat(source.isHolding()).isFalse();
        assertThat(consumer.acknowledged).containsExactly(ACCEPT);
    }

    @Test
    void takesNothingWhereNothingComes() {
        assertThat(source.take(NOW)).isEmpty();
        assertThat(source.isHolding()).isFalse();
    }

    @Test
    void renewsAfterAThirdOfTheLockAndNotBefore() {
        consumer.deliver("a request");
        source.take(NOW);

        clock.pass(Duration.ofSeconds(10).minusMillis(1));
        source.keep();
        assertThat(consumer.acknowledged).isEmpty();

        clock.pass(Duration.ofMillis(1));
        source.keep();
        assertThat(consumer.acknowledged).containsExactly(RENEW);
    }

    @Test
    void renewsAgainAndAgainAndStillSettlesAtTheEnd() {
        consumer.deliver("a request");
        source.take(NOW);

        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofSeconds(10));
            source.keep();
        }

        assertThat(source.release()).isTrue();
        assertThat(consumer.acknowledged).containsExactly(RENEW, RENEW, RENEW, RELEASE);
    }

    @Test
    void noticesAtARenewalThatTheLockIsLost() {
        consumer.deliver("a request");
        source.take(NOW);
        consumer.loseLock();

        clock.pass(Duration.ofSeconds(10));
        source.keep();

        assertThat(source.isHolding()).isFalse();
        assertThat(source.accept()).isFalse();
        assertThat(consumer.acknowledged).containsExactly(RENEW);
    }

    @Test
    void saysThatAnAcknowledgementCameTooLate() {
        consumer.deliver("a request");
        source.take(NOW);
        consumer.loseLock();

        assertThat(source.accept()).isFalse();
    }

    @Test
    void leavesTheGroupWhenClosed() {
        source.close();

        assertThat(consumer.isClosed()).isTrue();
    }
}
