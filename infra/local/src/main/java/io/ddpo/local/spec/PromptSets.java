package io.ddpo.local.spec;

import io.ddpo.schemas.avro.Prompt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sets of prompts that a specification may name: those of the paper (Black et al., 2024, appendix), and what else the
 * shipped model knows.
 */
final class PromptSets {
    private static final List<String> ACTIVITIES = List.of("washing the dishes", "riding a bike", "playing chess");

    private static final List<String> HELD_OUT_ACTIVITIES = List.of(
            "doing laundry",
            "playing basketball",
            "driving a car",
            "taking an exam",
            "fishing in a lake",
            "typing on a keyboard",
            "sewing clothes");

    private static final String COUNTED =
            "cat dog horse monkey rabbit spider bird sheep cow lion tiger bear raccoon fox wolf ant fish squirrel turtle"
                    + " frog chicken pig";

    private static final Map<String, String> PLURALS =
            Map.of("sheep", "sheep", "fish", "fish", "fox", "foxes", "wolf", "wolves");

    private static final int FEWEST = 2;
    private static final List<String> NUMBERS = List.of("two", "three", "four", "five", "six", "seven", "eight");

    private static final Map<String, Supplier<List<Prompt>>> SETS = new TreeMap<>(Map.of(
            "simple-animals", SimpleAnimals::prompts,
            "animal-activities", () -> doing(ACTIVITIES),
            "counting", PromptSets::counting,
            "imagenet-animals", () -> things(imagenetAnimals()),
            "held-out-animals",
                    () -> things(Stream.of(
                            "capybara snail giraffe parrot hippopotamus cheetah crocodile lobster octopus".split(" "))),
            "held-out-activities", () -> doing(HELD_OUT_ACTIVITIES),
            "held-out-objects", () -> things(Stream.of("tree", "car", "apple", "robot")),
            "other-animals", SimpleAnimals::others));

    private PromptSets() {}

    /** All names, in order. */
    static List<String> names() {
        return List.copyOf(SETS.keySet());
    }

    /** The prompts of a name; empty if there is no such set. */
    static Optional<List<Prompt>> find(String name) {
        return Optional.ofNullable(SETS.get(name)).map(Supplier::get);
    }

    private static List<Prompt> doing(List<String> activities) {
        Function<Prompt, Stream<Prompt>> each = animal -> activities.stream()
                .map(activity -> new Prompt(animal.getText() + " " + activity, animal.getMetadata()));
        return SimpleAnimals.prompts().stream().flatMap(each).toList();
    }

    private static List<Prompt> counting() {
        return Stream.of(COUNTED.split(" "))
                .flatMap(noun -> IntStream.range(0, NUMBERS.size()).mapToObj(i -> counted(noun, i)))
                .toList();
    }

    /** With what strict satisfaction asks and expects: number and kind count for a half each. */
    private static Prompt counted(String noun, int index) {
        String plural = PLURALS.getOrDefault(noun, noun + "s");
        String number = Integer.toString(FEWEST + index);
        return new Prompt(
                NUMBERS.get(index) + " " + plural,
                Map.of(
                        "noun",
                        noun,
                        "number",
                        number,
                        "questions",
                        "How many animals are in this picture?\nWhich animals are in this picture?",
                        "answers",
                        number + "\n" + noun + " | " + plural));
    }

    private static List<Prompt> things(Stream<String> names) {
        return names.map(name -> new Prompt(article(name) + " " + name, Map.of("noun", name)))
                .toList();
    }

    private static String article(String name) {
        boolean vowel = "aeiou".indexOf(name.toLowerCase(Locale.ROOT).charAt(0)) >= 0;
        return vowel && !name.startsWith("Eu") ? "an" : "a";
    }

    /** Names one a line, below comments that say where they come from. */
    private static Stream<String> imagenetAnimals() {
        try (InputStream names = PromptSets.class.getResourceAsStream("imagenet-animals.txt")) {
            return new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
