package io.ddpo.rewards.text;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads pictures on the calling thread, and counts what it is sure of. */
final class PaintedText implements RewardFunction {
    /** Of a line. Below it are mostly eyes, paws and stripes that look like letters. */
    private static final double SURE = 0.8;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final TextDetector detector = new TextDetector();
    private final TextRecogniser recogniser = new TextRecogniser();

    @Override
    public CompletionStage<List<Verdict>> score(List<Sample> samples) {
        return RewardFunction.ofEach(this::score).score(samples);
    }

    private Verdict score(Sample sample) {
        try {
            return verdict(words(Png.decode(sample.png())), sample.prompt());
        } catch (UnreadablePictureException e) {
            return Verdict.failure(e.getMessage());
        }
    }

    /** What is painted in a picture, word by word, lower case. */
    List<String> words(BufferedImage picture) {
        List<String> words = new ArrayList<>();
        for (Box box : detector.find(picture)) {
            Line line = recogniser.read(picture, box);
            if (line.confidence() >= SURE) {
                words.addAll(words(line.text()));
            }
        }
        return words;
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Verdict verdict(List<String> painted, String prompt) {
        double characters = painted.stream()
                .mapToInt(word -> word.codePointCount(0, word.length()))
                .sum();
        Map<String, Double> components =
                new HashMap<>(Map.of("characters", characters, "words", (double) painted.size()));
        List<String> asked = words(prompt);
        if (!asked.isEmpty()) {
            HashSet<String> found = new HashSet<>(painted);
            components.put(
                    "promptShare",
                    (double) asked.stream().filter(found::contains).count() / asked.size());
        }
        return Verdict.score(0 - characters, components);
    }

    @Override
    public void close() {
        detector.close();
        recogniser.close();
    }
}
