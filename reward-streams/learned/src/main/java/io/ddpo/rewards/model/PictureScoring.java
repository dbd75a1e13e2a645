package io.ddpo.rewards.model;

import io.ddpo.diffusion.tensor.ModelThread;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Reads pictures on the calling threads, and rates each batch at once on a thread of its own.
 *
 * @param <T> what the model looks at of a sample
 */
public final class PictureScoring<T> implements RewardFunction {
    private final PictureModel<T> model;
    private final ModelThread thread;

    private PictureScoring(PictureModel<T> model, ModelThread thread) {
        this.model = model;
        this.thread = thread;
    }

    /** Opens a model. */
    @FunctionalInterface
    public interface Opening<T> {
        PictureModel<T> open() throws IOException;
    }

    /**
     * Opens a model on the thread that it computes on: another would keep its workers for as long as it lives, see
     * {@link ModelThread}.
     *
     * @param name of the thread
     * @throws IOException what {@code opening} throws
     */
    public static <T> PictureScoring<T> open(String name, Opening<T> opening) throws IOException {
        ModelThread thread = new ModelThread(name);
        try {
            return new PictureScoring<>(thread.call(opening::open), thread);
        } catch (IOException | RuntimeException e) {
            thread.close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        Verdict[] verdicts = new Verdict[samples.size()];
        List<T> looks = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            Sample sample = samples.get(i);
            try {
                looks.add(model.look(Png.decode(sample.png()), sample));
                places.add(i);
            } catch (UnreadablePictureException e) {
                verdicts[i] = Verdict.failure(e.getMessage());
            }
        }
        CompletableFuture<List<Verdict>> whole = new CompletableFuture<>();
        if (looks.isEmpty()) {
            whole.complete(List.of(verdicts));
            return whole;
        }
        Future<?> unused = thread.submit(() -> whole.isDone() || rate(looks, places, verdicts, whole));
        return whole;
    }

    private boolean rate(
            List<T> looks, List<Integer> places, Verdict[] verdicts, CompletableFuture<List<Verdict>> whole) {
        try {
            double[] ratings = model.rate(looks);
            for (int i = 0; i < ratings.length; i++) {
                verdicts[places.get(i)] = Verdict.score(ratings[i]);
            }
            return whole.complete(List.of(verdicts));
        } catch (RuntimeException | Error e) {
            return whole.completeExceptionally(e);
        }
    }

    /** Nobody waits for what may still be computed; it is let finish first. */
    @Override
    public void close() {
        Future<?> unused = thread.submit(() -> {
            model.close();
            return null;
        });
        thread.close();
    }
}
