package io.ddpo.local.cli;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.Drawing;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.spec.SimpleAnimals;
import io.ddpo.local.terminal.Bars;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.Prompt;
import java.io.IOException;
import java.util.List;

/**
 * What a model draws of nouns.
 *
 * @param guidance scale of classifier-free guidance, 1 for none
 * @param seed of the first picture; each further one has the next
 */
record DrawnNouns(LocalModel local, ComputeSettings compute, double guidance, long seed) {
    private static final int BAR = 30;

    /** One picture of each; arithmetic depends on how many are drawn at a time. */
    List<Picture> draw(Kernels kernels, List<String> nouns, int atOnce, Terminal terminal) throws IOException {
        RolloutSettings settings =
                Inputs.sound(() -> new RolloutSettings(local.defaults().steps(), 1, guidance, false));
        List<String> prompts =
                nouns.stream().map(SimpleAnimals::prompt).map(Prompt::getText).toList();
        try (Policy policy = Policy.full(kernels, local.folder(), compute);
                LatentDecoder decoder = LatentDecoder.of(kernels, local.folder())) {
            return new Drawing(new Rollout(policy, settings), decoder, atOnce)
                    .draw(prompts, seed, share -> terminal.status("drawing " + Bars.progress(share, BAR)));
        }
    }
}
