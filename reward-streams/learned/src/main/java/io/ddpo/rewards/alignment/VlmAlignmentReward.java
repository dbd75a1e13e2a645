package io.ddpo.rewards.alignment;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.bertscore.Encoder;
import io.ddpo.rewards.vlm.VisionModel;
import java.nio.file.Path;
import java.util.Set;

/**
 * Prompt–image alignment as the DDPO paper (arXiv 2305.13301, §5.2) defines it: a vision-language model says what is in the
 * picture, and the score is the BERTScore recall of that against "The image contains" and the prompt. Parameters beside those
 * of {@link VisionModel}: {@code question} and {@code reference}, in which {@code {prompt}} stands for the prompt, and
 * {@code encoder}, a folder as {@link Encoder#in} has it; without it MiniLM, where the paper has DeBERTa.
 */
public final class VlmAlignmentReward implements RewardProvider {
    private static final String QUESTION = "Answer concisely: what is going on in this image?";
    private static final String REFERENCE = "The image contains " + VlmAlignment.PROMPT;

    @Override
    public String name() {
        return "vlm-alignment";
    }

    @Override
    public Needs needs(Parameters parameters) {
        VisionModel.check(parameters);
        parameters.find("encoder");
        parameters.find("question");
        reference(parameters);
        return new Needs(Needs.Place.WORKER, Set.of(), 1);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        VisionModel model = VisionModel.of(parameters);
        Encoder encoder =
                parameters.find("encoder").map(Path::of).map(Encoder::in).orElseGet(Encoder::shipped);
        return new VlmAlignment(model, encoder, parameters.find("question").orElse(QUESTION), reference(parameters));
    }

    private static String reference(Parameters parameters) {
        String reference = parameters.find("reference").orElse(REFERENCE);
        if (!reference.contains(VlmAlignment.PROMPT)) {
            throw parameters.refusal("reference", "a text with " + VlmAlignment.PROMPT, reference);
        }
        return reference;
    }
}
