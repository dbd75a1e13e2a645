package io.ddpo.rewards.bertscore;

import java.util.stream.IntStream;

/** What an encoder makes of the tokens of a sentence: a vector of length 1 for each. */
final class TokenVectors {
    private final float[][] vectors;
    private final boolean[] counted;

    /**
     * @param vectors one a token, of any length but zero; become unit vectors here
     * @param counted whether a token is of the sentence, rather than added by the tokenizer
     */
    TokenVectors(float[][] vectors, boolean[] counted) {
        if (vectors.length != counted.length) {
            throw new IllegalArgumentException(
                    "tokens: expected a vector for each of %d, got %d".formatted(counted.length, vectors.length));
        }
        this.vectors = new float[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            this.vectors[i] = unit(vectors[i]);
        }
        this.counted = counted.clone();
    }

    int size() {
        return vectors.length;
    }

    boolean counts(int token) {
        return counted[token];
    }

    /** Whether there is nothing to match. */
    boolean isEmpty() {
        return IntStream.range(0, counted.length).noneMatch(token -> counted[token]);
    }

    /** Cosine of two tokens, in [-1, 1]. */
    double dot(int token, TokenVectors others, int other) {
        float[] a = vectors[token];
        float[] b = others.vectors[other];
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
