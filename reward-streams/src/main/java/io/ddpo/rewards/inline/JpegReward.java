package io.ddpo.rewards.inline;

import io.ddpo.schemas.avro.Score;
import java.util.Map;

/**
 * How well a picture can be compressed: the kB (1000 bytes) of its JPEG, as the DDPO paper (arXiv 2305.13301) defines
 * incompressibility; its negative is compressibility.
 *
 * @param sign 1 to reward large files, -1 to reward small ones
 */
record JpegReward(String name, int sign) implements InlineReward {
    private static final double BYTES_PER_KB = 1000;

    @Override
    public Score score(byte[] png, String prompt, Map<String, String> metadata) {
        double kilobytes = JpegFile.bytes(Png.decode(png)) / BYTES_PER_KB;
        return new Score(sign * kilobytes, Map.of("kilobytes", kilobytes));
    }
}
