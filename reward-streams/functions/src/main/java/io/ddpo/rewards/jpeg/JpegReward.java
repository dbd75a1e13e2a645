package io.ddpo.rewards.jpeg;

import io.ddpo.rewards.api.Needs;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.RewardProvider;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.util.Map;

/**
 * How well a picture can be compressed: the kB (1000 bytes) of its JPEG, as the DDPO paper (arXiv 2305.13301) defines
 * incompressibility; its negative is compressibility.
 */
public abstract sealed class JpegReward implements RewardProvider {
    private static final double BYTES_PER_KB = 1000;

    private final String name;
    private final int sign;

    private JpegReward(String name, int sign) {
        this.name = name;
        this.sign = sign;
    }

    /** Rewards small files. */
    public static final class Compressibility extends JpegReward {
        public Compressibility() {
            super("jpeg-compressibility", -1);
        }
    }

    /** Rewards large files. */
    public static final class Incompressibility extends JpegReward {
        public Incompressibility() {
            super("jpeg-incompressibility", 1);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Needs needs(Parameters parameters) {
        return Needs.inline();
    }

    @Override
    public RewardFunction open(Parameters parameters) {
        return RewardFunction.ofEach(this::score);
    }

    private Verdict score(Sample sample) {
        try {
            double kilobytes = JpegFile.bytes(Png.decode(sample.png())) / BYTES_PER_KB;
            return Verdict.score(sign * kilobytes, Map.of("kilobytes", kilobytes));
        } catch (UnreadablePictureException e) {
            return Verdict.failure(e.getMessage());
        }
    }
}
