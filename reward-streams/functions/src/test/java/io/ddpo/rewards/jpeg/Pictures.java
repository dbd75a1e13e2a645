package io.ddpo.rewards.jpeg;

import io.ddpo.rewards.api.Sample;
import java.awt.image.BufferedImage;
import java.util.Map;

/** Pictures to be judged. */
final class Pictures {
    private Pictures() {}

    static BufferedImage noise(int width, int height) {
        return new GeneratedPicture(width, height, 7, 1, 8, 100).draw();
    }

    static Sample sample(byte[] png) {
        return new Sample("t-1", png, "a fox", Map.of());
    }
}
