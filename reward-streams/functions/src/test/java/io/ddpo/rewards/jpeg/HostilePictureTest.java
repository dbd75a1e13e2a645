package io.ddpo.rewards.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Verdict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the bytes of a picture are, they end in a right answer or in one sentence. */
class HostilePictureTest {
    private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};

    private final byte[] sound = Pictures.encode(Pictures.noise(24, 16), "png");

    @Test
    void aPictureOfOnePixelIsAPicture() {
        BufferedImage black = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

        double kilobytes = 0.631; // as Pillow writes it
        assertThat(verdict(Pictures.encode(black, "png")))
                .isEqualTo(Verdict.score(-kilobytes, Map.of("kilobytes", kilobytes)));
    }

    @Test
    void bytesThatAreNoPngAreRefused() {
        assertUnreadable(new byte[0]);
        assertUnreadable(new byte[12]);
        assertUnreadable(SIGNATURE);
        assertUnreadable("<svg/>".getBytes(StandardCharsets.UTF_8));
        assertUnreadable(Pictures.encode(Pictures.noise(8, 8), "jpeg"));
    }

    @Test
    void aPictureThatIsCutOffAnywhereIsRefusedUnlessAllItsPixelsAreThere() {
        Verdict whole = verdict(sound);
        for (int length = 0; length < sound.length; length++) {
            Verdict cut = verdict(Arrays.copyOf(sound, length));
            if (!cut.equals(whole)) {
                assertThat(cut).as("%d bytes", length).isInstanceOf(Verdict.Failure.class);
            }
        }
        assertUnreadable(Arrays.copyOf(sound, sound.length / 2));
    }

    @Test
    void aDamagedByteAnywhereCrashesNothing() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(verdict(damaged)).isNotNull();
        }
    }

    @Test
    void aFewBytesThatClaimToBeGigabytesAreRefusedBeforeTheyAreUnpacked() throws IOException {
        byte[] bomb = png(60_000, 60_000, new byte[100]);

        assertThat(verdict(bomb))
                .isEqualTo(Verdict.failure("picture: expected at most 16777216 pixels, got 60000 x 60000"));
    }

    @Test
    void aBombInATextBesideThePictureIsNotUnpacked() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        text.write(zeros(2048)); // more than the test has

        assertThat(verdict(withChunk("zTXt", text.toByteArray()))).isEqualTo(verdict(sound));
    }

    @ParameterizedTest
    @CsvSource({
        BufferedImage.TYPE_INT_ARGB + ", 4 channels of 8 bits",
        BufferedImage.TYPE_BYTE_GRAY + ", 1 channels of 8 bits",
        BufferedImage.TYPE_USHORT_GRAY + ", 1 channels of 16 bits",
        BufferedImage.TYPE_BYTE_INDEXED + ", a palette",
    })
    void aPictureThatIsNotRgbIsRefused(int type, String found) {
        assertThat(verdict(Pictures.encode(new BufferedImage(8, 8, type), "png")))
                .isEqualTo(Verdict.failure("picture: expected RGB with 8 bits a channel, got " + found));
    }

    @Test
    void sixteenBitsAChannelAreRefused() throws IOException {
        byte[] png = file(header(2, 2, 16), chunk("IDAT", deflated(new byte[2 * (1 + 2 * 6)])), chunk("IEND"));

        assertThat(verdict(png))
                .isEqualTo(Verdict.failure("picture: expected RGB with 8 bits a channel, got 3 channels of 16 bits"));
    }

    @Test
    void aJpegInFourColoursIsRefused() {
        byte[] adobe = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100};

        assertUnreadable(adobe);
    }

    private void assertUnreadable(byte[] png) {
        assertThat(((Verdict.Failure) verdict(png)).reason())
                .startsWith("picture: expected a PNG, got " + png.length + " bytes that cannot be read (");
    }

    private static Verdict verdict(byte[] png) {
        return Rewards.installed()
                .open("jpeg-compressibility", Map.of())
                .score(List.of(Pictures.sample(png)))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    /** A zlib stream of so many MiB of zeros: the same block again and again. */
    private static byte[] zeros(int mebibytes) {
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

    private byte[] withChunk(String type, byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int afterHeader = SIGNATURE.length + 25;
        out.write(sound, 0, afterHeader);
        out.write(chunk(type, data));
        out.write(sound, afterHeader, sound.length - afterHeader);
        return out.toByteArray();
    }

    private static byte[] png(int width, int height, byte[] rows) throws IOException {
        return file(header(width, height, 8), chunk("IDAT", deflated(rows)), chunk("IEND"));
    }

    private static byte[] header(int width, int height, int bits) throws IOException {
        byte[] rest = {(byte) bits, 2, 0, 0, 0};
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(rest).array());
    }

    private static byte[] file(byte[]... chunks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(SIGNATURE);
        for (byte[] chunk : chunks) {
            out.write(chunk);
        }
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte... data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(data.length);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.write(name);
        out.write(data);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }

    private static byte[] deflated(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream zip = new DeflaterOutputStream(out)) {
            zip.write(data);
        }
        return out.toByteArray();
    }
}
