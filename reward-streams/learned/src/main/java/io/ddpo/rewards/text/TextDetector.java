package io.ddpo.rewards.text;

import java.awt.image.BufferedImage;
import java.util.List;

/** Finds lines of text in a picture: PP-OCRv4's detector, a map of probabilities. Thread-safe. */
final class TextDetector implements AutoCloseable {
    /** Of the longer side: that of Stable Diffusion's pictures. */
    private static final int LARGEST_SIDE = 512;

    /** Of pictures of 32×32 no other factor from 2 to 16 showed more. */
    private static final int LARGEST_FACTOR = 4;

    /** The network halves its picture five times. */
    private static final int STEP = 32;

    private static final Planes PLANES =
            new Planes(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

    private final Network network = new Network("ch_PP-OCRv4_det_infer.onnx");

    /** Where lines are, in pixels of the picture. */
    List<Box> find(BufferedImage picture) {
        double scale =
                Math.min(LARGEST_FACTOR, (double) LARGEST_SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = stepped(scale * picture.getWidth());
        int height = stepped(scale * picture.getHeight());
        Box whole = new Box(0, 0, picture.getWidth(), picture.getHeight());
        float[] planes = PLANES.of(picture, whole, width, height, width);
        float[][] map = network.run(planes, height, width, float[][][][].class)[0][0];
        double x = whole.width() / width;
        double y = whole.height() / height;
        return TextRegions.in(map).stream().map(box -> box.scaled(x, y)).toList();
    }

    private static int stepped(double side) {
        return Math.max(STEP, STEP * (int) Math.round(side / STEP));
    }

    @Override
    public void close() {
        network.close();
    }
}
