package io.ddpo.diffusion.text;

import java.util.Locale;

/**
 * Lower-casing by the rules of Unicode alone. {@link String#toLowerCase} decides by word breaks whether a sigma ends a
 * word; Unicode (section 3.13, {@code Final_Sigma}) and with it Python look at cased letters across what is neutral.
 */
final class LowerCase {

    private static final char SIGMA = '\u03a3';
    private static final char SMALL_SIGMA = '\u03c3';
    private static final char FINAL_SIGMA = '\u03c2';

    /** Case_Ignorable by the word-break classes MidLetter, MidNumLet and Single_Quote; the others go by category. */
    private static final String IGNORABLE_PUNCTUATION =
            "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

    private LowerCase() {}

    static String of(String text) {
        if (text.indexOf(SIGMA) < 0) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder settled = new StringBuilder(text);
        for (int i = text.indexOf(SIGMA); i >= 0; i = text.indexOf(SIGMA, i + 1)) {
            settled.setCharAt(i, endsWord(text, i) ? FINAL_SIGMA : SMALL_SIGMA);
        }
        return settled.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean endsWord(String text, int sigma) {
        int before = sigma;
        do {
            before -= before > 0 ? Character.charCount(text.codePointBefore(before)) : 1;
        } while (before >= 0 && isIgnorable(text.codePointAt(before)));
        int after = sigma + 1;
        while (after < text.length() && isIgnorable(text.codePointAt(after))) {
            after += Character.charCount(text.codePointAt(after));
        }
        return before >= 0
                && isCased(text.codePointAt(before))
                && (after == text.length() || !isCased(text.codePointAt(after)));
    }

    private static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    private static boolean isIgnorable(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> IGNORABLE_PUNCTUATION.indexOf(c) >= 0;
        };
    }
}
