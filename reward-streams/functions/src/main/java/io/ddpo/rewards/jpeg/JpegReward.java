package io.ddpo.rewards.jpeg;

import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.PictureReward;
import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * How well a picture can be compressed: the kB (1000 bytes) of its JPEG, as the DDPO paper (arXiv 2305.13301) defines
 * incompressibility; its negative is compressibility.
 */
public abstract sealed class JpegReward extends PictureReward {
    private static final double BYTES_PER_KB = 1000;

    private JpegReward(String name, int sign) {
        super(name, picture -> verdict(picture, sign));
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

    private static Verdict verdict(BufferedImage picture, int sign) {
        double kilobytes = JpegFile.bytes(picture) / BYTES_PER_KB;
        return Verdict.score(sign * kilobytes, Map.of("kilobytes", kilobytes));
    }
}
