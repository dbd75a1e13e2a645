package io.ddpo.console.log;

import io.ddpo.schemas.avro.Picture;
import java.nio.ByteBuffer;

/**
 * A picture as it lies in the log.
 *
 * @param full PNG
 * @param thumbnail PNG or JPEG; the same array where the picture itself is small
 */
public record PictureData(byte[] full, byte[] thumbnail) {
    static PictureData of(Picture picture) {
        byte[] full = bytes(picture.getPng());
        return picture.getPng().equals(picture.getThumbnail())
                ? new PictureData(full, full)
                : new PictureData(full, bytes(picture.getThumbnail()));
    }

    int size() {
        return full.length + (thumbnail == full ? 0 : thumbnail.length);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
