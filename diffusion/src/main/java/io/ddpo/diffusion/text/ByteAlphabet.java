package io.ddpo.diffusion.text;

import java.util.HashMap;
import java.util.Map;

/** GPT-2's printable stand-in for every byte, which CLIP's vocabulary is written in. */
final class ByteAlphabet {

    private static final char[] SYMBOLS = symbols();

    private ByteAlphabet() {}

    /** Printable Latin-1 stands for itself; the other bytes take the characters from 256 upwards. */
    private static char[] symbols() {
        char[] symbols = new char[256];
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            symbols[b] = printable ? (char) b : next++;
        }
        return symbols;
    }

    static String of(byte[] utf8) {
        StringBuilder text = new StringBuilder(utf8.length);
        for (byte b : utf8) {
            text.append(SYMBOLS[b & 0xff]);
        }
        return text.toString();
    }

    /** All symbols in the order in which CLIP numbers them: printable bytes first. */
    static Map<Character, Integer> ranks() {
        Map<Character, Integer> ranks = new HashMap<>();
        for (char symbol : SYMBOLS) {
            if (symbol < 256) {
                ranks.put(symbol, ranks.size());
            }
        }
        for (char symbol : SYMBOLS) {
            ranks.putIfAbsent(symbol, ranks.size());
        }
        return ranks;
    }
}
