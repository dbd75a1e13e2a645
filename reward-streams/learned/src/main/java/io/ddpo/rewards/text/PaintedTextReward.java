package io.ddpo.rewards.text;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import java.util.Set;

/**
 * How little text is painted in a picture: the letters and digits that PP-OCRv4 reads in it, negated. A guard against the
 * typographic attack (arXiv 2305.13301, §6.3), which paints the words of a prompt instead of what they say. Components:
 * {@code characters}, {@code words}, and {@code promptShare}, the share of the prompt's words that are painted.
 */
public final class PaintedTextReward implements RewardProvider {
    /** Of some tenths of a second each at most, so that a call stays within any timeout. */
    private static final int AT_ONCE = 4;

    @Override
    public String name() {
        return "painted-text";
    }

    @Override
    public Needs needs(Parameters parameters) {
        return new Needs(Needs.Place.WORKER, Set.of(), AT_ONCE);
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        return new PaintedText();
    }
}
