package io.ddpo.local.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A file in TensorFlow's record format: of each record its length, the checksum of the length, the bytes, and their
 * checksum, little-endian. Checksums are CRC-32C, masked, since what is checked may contain checksums itself.
 */
final class RecordFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final OutputStream out;

    /** @param out is closed with this */
    RecordFile(OutputStream out) {
        this.out = out;
    }

    void write(byte[] bytes) throws IOException {
        byte[] length = little(Long.BYTES).putLong(bytes.length).array();
        out.write(length);
        out.write(little(Integer.BYTES).putInt(masked(length)).array());
        out.write(bytes);
        out.write(little(Integer.BYTES).putInt(masked(bytes)).array());
    }

    static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
