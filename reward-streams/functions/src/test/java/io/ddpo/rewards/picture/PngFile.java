package io.ddpo.rewards.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNG files written chunk by chunk, as no encoder would. */
public final class PngFile {
    static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};

    private static final int HEADER_CHUNK = 25;

    private PngFile() {}

    /** An RGB picture. */
    public static byte[] of(int width, int height, int bits, byte[] rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte[] rest = {(byte) bits, 2, 0, 0, 0};
        out.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(rest).array()));
        out.writeBytes(chunk("IDAT", deflated(rows)));
        out.writeBytes(chunk("IEND"));
        return out.toByteArray();
    }

    /** A file with a chunk more, behind its header. */
    public static byte[] with(byte[] png, String type, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int afterHeader = SIGNATURE.length + HEADER_CHUNK;
        out.write(png, 0, afterHeader);
        out.writeBytes(chunk(type, data));
        out.write(png, afterHeader, png.length - afterHeader);
        return out.toByteArray();
    }

    /** A zlib stream of so many MiB of zeros: the same block again and again. */
    public static byte[] zeros(int mebibytes) {
        Deflater deflater = new Deflater();
        byte[] block = new byte[1 << 16];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            deflater.setInput(new byte[1 << 20]);
            int length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
            for (int j = 0; j < (i == 0 ? 1 : mebibytes - 1); j++) {
                out.write(block, 0, length);
            }
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte... data) {
        byte[] named = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(data.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] deflated = new byte[data.length + 100];
        int length = deflater.deflate(deflated);
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }
}
