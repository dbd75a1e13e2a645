package io.ddpo.local.spec;

import io.ddpo.schemas.avro.Prompt;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The 45 animals of the paper (Black et al., 2024, appendix), each as "a" or "an" and its name. */
public final class SimpleAnimals {
    /** Metadata of each prompt: the animal alone. */
    private static final String NOUN = "noun";

    private static final String ALL = """
            cat dog horse monkey rabbit zebra spider bird sheep deer cow goat lion tiger bear raccoon fox wolf lizard \
            beetle ant butterfly fish shark whale dolphin squirrel mouse rat snake turtle frog chicken duck goose bee \
            pig turkey fly llama camel bat gorilla hedgehog kangaroo""";

    /** The shipped model knows them as well; they are for looking at what it was not trained on. */
    private static final String OTHERS = """
            snail giraffe parrot hippopotamus crocodile lobster octopus elephant penguin owl eagle peacock swan \
            flamingo otter sloth skunk badger koala""";

    private SimpleAnimals() {}

    /** All of them, in the order of the paper. */
    public static List<Prompt> prompts() {
        return Stream.of(ALL.split(" ")).map(SimpleAnimals::prompt).toList();
    }

    /** Animals that are not among the 45. */
    public static List<Prompt> others() {
        return Stream.of(OTHERS.split(" ")).map(SimpleAnimals::prompt).toList();
    }

    /** The prompt of one noun: "a" or "an" and the noun. */
    public static Prompt prompt(String animal) {
        boolean vowel = "aeiou".indexOf(animal.charAt(0)) >= 0;
        return new Prompt((vowel ? "an " : "a ") + animal, Map.of(NOUN, animal));
    }
}
