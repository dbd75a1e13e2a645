package io.ddpo.rewards.picture;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.awt.image.BufferedImage;
import java.util.function.Function;

/** A reward that follows from the pixels of a picture alone, has no parameters, and is computed where the samples pass by. */
public abstract class PictureReward implements RewardProvider {
    private final String name;
    private final Function<BufferedImage, Verdict> verdict;

    /** @param verdict on a whole RGB picture of 8 bits a channel; pure */
    protected PictureReward(String name, Function<BufferedImage, Verdict> verdict) {
        this.name = name;
        this.verdict = verdict;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Needs needs(Parameters parameters) {
        return Needs.inline();
    }

    @Override
    public final RewardFunction open(Parameters parameters) {
        return RewardFunction.ofEach(this::score);
    }

    private Verdict score(Sample sample) {
        try {
            return verdict.apply(Png.decode(sample.png()));
        } catch (UnreadablePictureException e) {
            return Verdict.failure(e.getMessage());
        }
    }
}
