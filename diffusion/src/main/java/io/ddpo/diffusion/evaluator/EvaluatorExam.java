package io.ddpo.diffusion.evaluator;

import io.ddpo.diffusion.image.Atlas;
import io.ddpo.diffusion.image.Augmentation;
import io.ddpo.diffusion.image.Picture;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What an evaluator is asked after its training. */
final class EvaluatorExam {

    private static final String OBJECT = "object";

    /** Fresh changes of each picture. */
    private static final int COPIES = 4;

    private final List<Subject> animals;
    private final List<Subject> design;
    private final List<Subject> strangers;
    private final int size;
    private final long seed;

    /**
     * @param unseen the animals in a design that is not trained on
     * @param heldOut nouns of {@code atlas} that are not trained on
     * @throws IllegalArgumentException if there is no such noun, or the atlas does not have one of them
     */
    EvaluatorExam(Atlas atlas, Atlas unseen, Set<String> heldOut, SentenceEncoder encoder, int size, long seed) {
        this.animals = Subject.of(
                atlas.tiles(), tile -> !tile.group().equals(OBJECT) && !heldOut.contains(tile.noun()), encoder);
        this.design = Subject.of(unseen.tiles(), tile -> true, encoder);
        this.strangers = Subject.of(atlas.tiles(), tile -> heldOut.contains(tile.noun()), encoder);
        this.size = size;
        this.seed = seed;
        if (strangers.isEmpty() || strangers.size() != heldOut.size()) {
            throw new IllegalArgumentException(
                    "held-out nouns: expected some of the atlas, came %s".formatted(new TreeSet<>(heldOut)));
        }
    }

    EvaluatorAccuracy of(Evaluator evaluator) {
        Function<Subject, List<float[]>> prompt = subject -> List.of(subject.prompt());
        return new EvaluatorAccuracy(
                share(evaluator, animals, Augmentation.STRONG, COPIES, prompt),
                animals.size(),
                share(evaluator, animals, Augmentation.STRONG, COPIES, Subject::heldOut),
                share(evaluator, design, Augmentation.NONE, 1, prompt),
                design.size(),
                share(evaluator, strangers, Augmentation.STRONG, COPIES, prompt),
                strangers.size());
    }

    /** Of every picture under every wording. */
    private double share(
            Evaluator evaluator,
            List<Subject> subjects,
            Augmentation augmentation,
            int copies,
            Function<Subject, List<float[]>> wordings) {
        SplittableRandom random = new SplittableRandom(~seed);
        List<List<float[]>> texts = subjects.stream()
                .map(subject ->
                        wordings.apply(subject).stream().map(evaluator::read).toList())
                .toList();
        int asked = 0;
        int right = 0;
        for (int own = 0; own < subjects.size(); own++) {
            for (Picture picture : subjects.get(own).pictures()) {
                for (int copy = 0; copy < copies; copy++) {
                    float[] seen = evaluator.look(augmentation.apply(picture, size, random));
                    for (int wording = 0; wording < texts.get(own).size(); wording++) {
                        asked++;
                        right += nearest(seen, texts, wording) == own ? 1 : 0;
                    }
                }
            }
        }
        return (double) right / asked;
    }

    private static int nearest(float[] seen, List<List<float[]>> texts, int wording) {
        double[] cosines = texts.stream()
                .mapToDouble(of -> Evaluator.similarity(seen, of.get(wording)))
                .toArray();
        return IntStream.range(0, cosines.length)
                .reduce(0, (best, next) -> cosines[next] > cosines[best] ? next : best);
    }
}
