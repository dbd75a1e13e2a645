package io.ddpo.rewards.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Futures made of others that, unlike those of {@link CompletableFuture}'s own methods, hand a cancellation on to what they
 * wait for.
 */
public final class Futures {
    private Futures() {}

    /** What {@code next} makes of how another future ends. */
    public static <T, R> CompletableFuture<R> handle(
            CompletableFuture<T> source, BiFunction<? super T, Throwable, ? extends R> next) {
        CompletableFuture<R> result = source.handle(next);
        CompletableFuture<?> unused = result.handle((given, failure) -> result.isCancelled() && source.cancel(true));
        return result;
    }

    /** What {@code next} makes of another future's result. */
    public static <T, R> CompletableFuture<R> map(CompletableFuture<T> source, Function<? super T, ? extends R> next) {
        return handle(source, (given, failure) -> {
            if (failure != null) {
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            return next.apply(given);
        });
    }

    /** Takes one step after the other and ends with all results, in the order of the items, or with the first failure. */
    public static <T, R> CompletableFuture<List<R>> inTurn(
            List<T> items, Function<? super T, CompletableFuture<R>> step) {
        CompletableFuture<List<R>> whole = new CompletableFuture<>();
        take(items.iterator(), step, new ArrayList<>(), whole);
        return whole;
    }

    private static <T, R> void take(
            Iterator<T> items,
            Function<? super T, CompletableFuture<R>> step,
            List<R> results,
            CompletableFuture<List<R>> whole) {
        if (whole.isDone()) {
            return;
        }
        if (!items.hasNext()) {
            whole.complete(List.copyOf(results));
            return;
        }
        CompletableFuture<R> current;
        try {
            current = step.apply(items.next());
        } catch (RuntimeException e) {
            whole.completeExceptionally(e);
            return;
        }
        CompletableFuture<?> unusedEither =
                whole.handle((given, failure) -> whole.isCancelled() && current.cancel(true));
        CompletableFuture<?> unused = current.whenComplete((result, failure) -> {
            if (failure == null) {
                results.add(result);
                take(items, step, results, whole);
            } else {
                whole.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }
}
