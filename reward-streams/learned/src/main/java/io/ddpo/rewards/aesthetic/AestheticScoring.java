package io.ddpo.rewards.aesthetic;

import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.ModelThread;
import io.ddpo.diffusion.vision.ClipVision;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Reads pictures on the calling threads, and rates each batch at once on a thread of its own. */
final class AestheticScoring implements RewardFunction {
    private final Kernels kernels;
    private final ClipVision clip;
    private final AestheticHead head;
    private final ModelThread thread = new ModelThread("aesthetic");

    AestheticScoring(Kernels kernels, ClipVision clip, AestheticHead head) {
        this.kernels = kernels;
        this.clip = clip;
        this.head = head;
    }

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        Verdict[] verdicts = new Verdict[samples.size()];
        List<float[]> pixels = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            try {
                pixels.add(clip.pixels(Png.decode(samples.get(i).png())));
                places.add(i);
            } catch (UnreadablePictureException e) {
                verdicts[i] = Verdict.failure(e.getMessage());
            }
        }
        CompletableFuture<List<Verdict>> whole = new CompletableFuture<>();
        if (pixels.isEmpty()) {
            whole.complete(List.of(verdicts));
            return whole;
        }
        Future<?> unused = thread.submit(() -> whole.isDone() || rate(pixels, places, verdicts, whole));
        return whole;
    }

    private boolean rate(
            List<float[]> pixels, List<Integer> places, Verdict[] verdicts, CompletableFuture<List<Verdict>> whole) {
        try {
            float[][] embeddings = clip.embed(pixels);
            for (int i = 0; i < embeddings.length; i++) {
                verdicts[places.get(i)] = Verdict.score(head.rating(embeddings[i]));
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
            clip.close();
            kernels.close();
            return null;
        });
        thread.close();
    }
}
