package io.ddpo.diffusion.evaluator;

/** Makes embeddings of sentences. */
@FunctionalInterface
public interface SentenceEncoder {

    /** The embedding of a text, a unit vector whose width is always the same. */
    float[] encode(String text);
}
