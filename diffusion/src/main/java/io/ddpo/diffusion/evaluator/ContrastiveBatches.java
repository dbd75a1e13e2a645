package io.ddpo.diffusion.evaluator;

import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.diffusion.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Batches of pictures and sentences in which no noun comes twice, so that each picture goes with one sentence alone.
 *
 * @param often most of a batch, if there are that many: what has to be told apart best
 * @param others the rest
 */
record ContrastiveBatches(List<Subject> often, List<Subject> others, int size) {

    private static final int OFTEN = 40;
    private static final int OTHERS = 24;

    /** Of each number of a sentence's unit vector: nearby sentences should mean the same. */
    private static final double SENTENCE_NOISE = 0.02;

    /** As many pictures as sentences. */
    record Batch(List<Picture> pictures, List<float[]> sentences) {}

    Batch draw(SplittableRandom random) {
        List<Subject> subjects = new ArrayList<>(some(often, OFTEN, random));
        subjects.addAll(some(others, OTHERS, random));
        List<Picture> pictures = new ArrayList<>();
        List<float[]> sentences = new ArrayList<>();
        for (Subject subject : subjects) {
            pictures.add(Augmentation.STRONG.apply(pick(subject.pictures(), random), size, random));
            sentences.add(noisy(pick(subject.sentences(), random), random));
        }
        return new Batch(pictures, sentences);
    }

    /** Different ones, by the first steps of a shuffle. */
    private static List<Subject> some(List<Subject> subjects, int most, SplittableRandom random) {
        List<Subject> shuffled = new ArrayList<>(subjects);
        int count = Math.min(most, subjects.size());
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(shuffled.size() - i);
            shuffled.set(other, shuffled.set(i, shuffled.get(other)));
        }
        return shuffled.subList(0, count);
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }

    private static float[] noisy(float[] sentence, SplittableRandom random) {
        float[] noisy = sentence.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (SENTENCE_NOISE * random.nextGaussian());
        }
        return noisy;
    }
}
