package io.ddpo.diffusion.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files (ISO/IEC 15948) of 8 bits a colour, without loss. A sampler writes several small ones a sample, for
 * which the JDK's writer takes many times as long.
 */
final class Png {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int COLOURS = 3;
    private static final byte EIGHT_BITS = 8;
    private static final byte TRUE_COLOUR = 2;
    private static final byte PAETH = 4;

    /** Length, type and checksum around the data of a chunk. */
    private static final int CHUNK_FRAME = 3 * Integer.BYTES;

    private Png() {}

    /** @param rgb one integer a pixel, 0xRRGGBB, row by row */
    static byte[] encode(int[] rgb, int width, int height) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(EIGHT_BITS)
                .put(TRUE_COLOUR)
                .array();
        byte[] data = deflated(filtered(rgb, width, height));
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + 3 * CHUNK_FRAME + header.length + data.length);
        file.putLong(SIGNATURE);
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", data);
        chunk(file, "IEND", new byte[0]);
        return file.array();
    }

    private static void chunk(ByteBuffer file, String type, byte[] data) {
        file.putInt(data.length);
        int start = file.position();
        file.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 checksum = new CRC32();
        checksum.update(file.array(), start, Integer.BYTES + data.length);
        file.putInt((int) checksum.getValue());
    }

    /** Every colour less what its neighbours predict, which deflates better. */
    private static byte[] filtered(int[] rgb, int width, int height) {
        byte[] rows = new byte[height * (1 + COLOURS * width)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            rows[at++] = PAETH;
            for (int x = 0; x < width; x++) {
                int here = y * width + x;
                int left = x == 0 ? 0 : rgb[here - 1];
                int up = y == 0 ? 0 : rgb[here - width];
                int corner = x == 0 || y == 0 ? 0 : rgb[here - width - 1];
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int predicted = paeth(left >> shift & 0xff, up >> shift & 0xff, corner >> shift & 0xff);
                    rows[at++] = (byte) ((rgb[here] >> shift) - predicted);
                }
            }
        }
        return rows;
    }

    /** Whichever of three neighbours is nearest to left + up - corner; ties in that order. */
    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] deflated = new byte[bytes.length + bytes.length / 1000 + 64]; // beyond zlib's bound for any input
            int length = deflater.deflate(deflated);
            return Arrays.copyOf(deflated, length);
        } finally {
            deflater.end();
        }
    }
}
