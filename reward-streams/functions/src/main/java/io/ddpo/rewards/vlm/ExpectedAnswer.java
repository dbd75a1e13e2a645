package io.ddpo.rewards.vlm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds an expected answer in a reply: its words, whole and in a row, whatever their case; numbers up to twelve in words or in
 * digits. The published implementation looks for the text as it is, so that "3" is found in "13" and not in "three".
 */
final class ExpectedAnswer {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private static final Pattern ALTERNATIVES = Pattern.compile("\\|");

    private static final List<String> NUMBERS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    private static final Map<String, String> DIGITS = IntStream.range(0, NUMBERS.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(NUMBERS::get, number -> Integer.toString(number)));

    private ExpectedAnswer() {}

    /** @param answer or several of which one suffices, such as {@code wolf | wolves} */
    static boolean isIn(String reply, String answer) {
        String words = words(reply);
        return ALTERNATIVES.splitAsStream(answer).anyMatch(alternative -> words.contains(words(alternative)));
    }

    /** Whether each of the alternatives has words to be found by. */
    static boolean isSound(String answer) {
        return Stream.of(ALTERNATIVES.split(answer, -1))
                .allMatch(alternative -> WORD.matcher(alternative).find());
    }

    /** The words between blanks, with one at either end, so that only whole ones are found. */
    private static String words(String text) {
        StringBuilder words = new StringBuilder(" ");
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.append(DIGITS.getOrDefault(matcher.group(), matcher.group())).append(' ');
        }
        return words.toString();
    }
}
