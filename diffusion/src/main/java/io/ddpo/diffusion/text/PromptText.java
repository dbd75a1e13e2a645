package io.ddpo.diffusion.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a prompt goes through before byte-pair encoding: clean, lower-case, cut into words. The reference is
 * transformers' {@code CLIPTokenizer} in Python without ftfy. With ftfy it repairs wrongly decoded text first, and its
 * fast version keeps control characters; on plain text all three agree.
 */
final class PromptText {

    private static final Pattern SPECIAL = Pattern.compile("<\\|(startoftext|endoftext)\\|>");

    /** U+0345, a mark whose upper case is the letter iota: matching without case, Python finds it in neither class. */
    private static final Pattern WORDS = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}\\u0345]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private PromptText() {}

    /** Special tokens as they are written in the vocabulary are cut out first, wherever they stand. */
    static List<String> words(String prompt) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (Matcher special = SPECIAL.matcher(prompt); special.find(); from = special.end()) {
            addWords(prompt.substring(from, special.start()), words);
            words.add(special.group());
        }
        addWords(prompt.substring(from), words);
        return words;
    }

    private static void addWords(String text, List<String> words) {
        String clean = LowerCase.of(Normalizer.normalize(spaced(text), Normalizer.Form.NFC));
        for (Matcher match = WORDS.matcher(clean); match.find(); ) {
            words.add(match.group());
        }
    }

    /** Drops control characters, makes every white space a space, and sets Chinese characters apart. */
    private static String spaced(String prompt) {
        StringBuilder text = new StringBuilder(prompt.length());
        prompt.codePoints().forEach(c -> {
            if (c == '\t' || c == '\n' || c == '\r' || Character.getType(c) == Character.SPACE_SEPARATOR) {
                text.append(' ');
            } else if (isChinese(c)) {
                text.append(' ').appendCodePoint(c).append(' ');
            } else if (c != 0 && c != 0xFFFD && !isControl(c)) {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> true;
            case Character.UNASSIGNED -> !isPictograph(c);
            default -> false;
        };
    }

    /** The range that Unicode keeps for pictographs: what is new to this JDK there is an emoji, and worth keeping. */
    private static boolean isPictograph(int c) {
        return c >= 0x1F000 && c <= 0x1FAFF;
    }

    private static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0x20000 && c <= 0x2A6DF
                || c >= 0x2A700 && c <= 0x2CEAF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }
}
