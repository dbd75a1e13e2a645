package io.ddpo.rewards.text;

import java.awt.image.BufferedImage;

/** Reads a line of text: PP-OCRv4's recogniser of Chinese and English, decoded greedily (CTC). Thread-safe. */
final class TextRecogniser implements AutoCloseable {
    private static final int HEIGHT = 48;

    /** The width that the network was trained with; shorter lines are padded to it. */
    private static final int USUAL_WIDTH = 320;

    /** Longer lines are squeezed. */
    private static final int LARGEST_WIDTH = 1600;

    private static final int BLANK = 0;

    private static final Planes PLANES = new Planes(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f});

    private final Network network = new Network("ch_PP-OCRv4_rec_infer.onnx");

    /** Of every class from 1 on; one more behind them is the space. */
    private final String[] characters = network.metadata("character").split("\n");

    Line read(BufferedImage picture, Box line) {
        int width = (int) Math.max(1, Math.min(LARGEST_WIDTH, Math.ceil(HEIGHT * line.width() / line.height())));
        int padded = Math.max(USUAL_WIDTH, width);
        float[] planes = PLANES.of(picture, line, width, HEIGHT, padded);
        return decode(network.run(planes, HEIGHT, padded, float[][][].class)[0]);
    }

    private Line decode(float[][] steps) {
        StringBuilder text = new StringBuilder();
        double sum = 0;
        int read = 0;
        int before = BLANK;
        for (float[] step : steps) {
            int best = largest(step);
            if (best != BLANK && best != before) {
                text.append(best <= characters.length ? characters[best - 1] : " ");
                sum += step[best];
                read++;
            }
            before = best;
        }
        return new Line(text.toString(), read == 0 ? 0 : sum / read);
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Override
    public void close() {
        network.close();
    }
}
