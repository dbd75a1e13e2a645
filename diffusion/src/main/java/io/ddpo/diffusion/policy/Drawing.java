package io.ddpo.diffusion.policy;

import io.ddpo.diffusion.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.LongStream;

/**
 * Draws pictures: batches of trajectories, each decoded when its batch is done.
 *
 * @param batch samples at a time
 */
public record Drawing(Rollout rollout, LatentDecoder decoder, int batch) {

    /**
     * One picture of each prompt.
     *
     * @param seed of the first; each further one has the next
     * @param progress told the share of the denoising steps that is done, in (0, 1], after each
     */
    public List<Picture> draw(List<String> prompts, long seed, DoubleConsumer progress) {
        List<Picture> pictures = new ArrayList<>(prompts.size());
        while (pictures.size() < prompts.size()) {
            int from = pictures.size();
            List<String> some = prompts.subList(from, Math.min(prompts.size(), from + batch));
            long[] seeds =
                    LongStream.range(seed + from, seed + from + some.size()).toArray();
            double share = (double) some.size() / rollout.steps() / prompts.size();
            double before = (double) from / prompts.size();
            for (Trajectory trajectory : rollout.run(some, seeds, step -> progress.accept(before + step * share))) {
                pictures.add(decoder.decode(trajectory.last()));
            }
        }
        return pictures;
    }
}
