package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final TestClock clock = new TestClock();
    private final Progress progress = new Progress(clock);

    @Test
    void tellsTheShareOfStepsDone() {
        assertThat(progress.share()).isZero();

        progress.steps(3, 4);

        assertThat(progress.share()).isEqualTo(0.75);
    }

    @Test
    void everySignOfLifeCounts() {
        clock.pass(Duration.ofSeconds(5));
        progress.alive();
        assertThat(progress.lastSign()).isEqualTo(clock.instant());

        clock.pass(Duration.ofSeconds(5));
        progress.steps(1, 4);
        assertThat(progress.lastSign()).isEqualTo(clock.instant());
    }

    @Test
    void cancelledWorkEndsAtItsNextSignOfLife() {
        assertThat(progress.cancel()).isTrue();

        assertThatThrownBy(() -> progress.steps(1, 4)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(progress::alive).isInstanceOf(CancellationException.class);
        assertThatThrownBy(progress::publishing).isInstanceOf(CancellationException.class);
    }

    @Test
    void workWhoseResultsGoOutIsNotCancelled() {
        progress.publishing();

        assertThat(progress.cancel()).isFalse();
        assertThatCode(progress::alive).doesNotThrowAnyException();
    }

    @Test
    void cancellingTwiceIsTheSame() {
        progress.cancel();

        assertThat(progress.cancel()).isTrue();
    }
}
