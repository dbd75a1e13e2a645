package io.ddpo.diffusion.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CLIP's reference tokenizer does to a prompt before byte-pair encoding: clean, lower-case, cut into words. */
final class PromptText {

    private static final Pattern WORDS = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private PromptText() {}

    static List<String> words(String prompt) {
        String clean = Normalizer.normalize(spaced(prompt), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        for (Matcher match = WORDS.matcher(clean.strip()); match.find(); ) {
            words.add(match.group());
        }
        return words;
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
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
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
