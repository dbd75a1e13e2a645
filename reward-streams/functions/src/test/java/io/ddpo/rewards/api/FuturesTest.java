package io.ddpo.rewards.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FuturesTest {
    private final List<CompletableFuture<String>> started = new ArrayList<>();

    @Test
    void aStepBeginsWhenTheOneBeforeItHasEnded() {
        CompletableFuture<List<String>> whole = Futures.inTurn(List.of("a", "b"), this::start);

        assertThat(started).hasSize(1);
        started.get(0).complete("first");
        assertThat(started).hasSize(2);
        assertThat(whole).isNotDone();
        started.get(1).complete("second");
        assertThat(whole).isCompletedWithValue(List.of("first", "second"));
    }

    @Test
    void theFirstFailureEndsIt() {
        CompletableFuture<List<String>> whole = Futures.inTurn(List.of("a", "b"), this::start);

        started.get(0).completeExceptionally(new IllegalStateException("no"));

        assertThat(started).hasSize(1);
        assertThat(whole)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .withMessage("no");
    }

    @Test
    void aStepThatCannotEvenBeginEndsIt() {
        CompletableFuture<List<String>> whole = Futures.inTurn(List.of("a"), item -> {
            throw new IllegalArgumentException(item);
        });

        assertThatThrownBy(whole::join).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingToDoIsDone() {
        assertThat(Futures.inTurn(List.<String>of(), this::start)).isCompletedWithValue(List.of());
    }

    @Test
    void givingUpReachesTheStepUnderWayAndNoOtherBegins() {
        CompletableFuture<List<String>> whole = Futures.inTurn(List.of("a", "b"), this::start);

        Futures.map(whole, List::size).cancel(true);

        assertThat(started).singleElement().matches(CompletableFuture::isCancelled);
    }

    @Test
    void whatIsMappedFailsAsItsSource() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<Integer> mapped = Futures.map(source, String::length);

        source.completeExceptionally(new IllegalStateException("no"));

        assertThatThrownBy(mapped::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    private CompletableFuture<String> start(String item) {
        started.add(new CompletableFuture<>());
        return started.get(started.size() - 1);
    }
}
