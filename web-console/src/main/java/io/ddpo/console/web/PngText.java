package io.ddpo.console.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Texts in a PNG, as chunks of the type iTXt (W3C Portable Network Graphics, third edition, 11.3.3.4): whoever gets the
 * picture knows what it is of, wherever it went.
 */
final class PngText {
    /** Signature (8 bytes) and header chunk (length 13, type and checksum 12 bytes), which comes first. */
    private static final int HEADER = 8 + 13 + 12;

    /** After the keyword: its end, not compressed, no language, no translated keyword. */
    private static final byte[] PLAIN = new byte[5];

    private PngText() {}

    /**
     * The picture with texts.
     *
     * @param texts by keyword, which has 1 to 79 characters of Latin-1
     */
    static byte[] with(byte[] png, Map<String, String> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + 1024);
        out.write(png, 0, HEADER);
        texts.forEach((keyword, text) -> out.writeBytes(chunk(keyword, text)));
        out.write(png, HEADER, png.length - HEADER);
        return out.toByteArray();
    }

    private static byte[] chunk(String keyword, String text) {
        byte[] key = keyword.getBytes(ISO_8859_1);
        byte[] value = text.getBytes(UTF_8);
        int length = key.length + PLAIN.length + value.length;
        ByteBuffer chunk = ByteBuffer.allocate(length + 12);
        chunk.putInt(length)
                .put("iTXt".getBytes(ISO_8859_1))
                .put(key)
                .put(PLAIN)
                .put(value);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, length + 4);
        return chunk.putInt((int) checksum.getValue()).array();
    }
}
