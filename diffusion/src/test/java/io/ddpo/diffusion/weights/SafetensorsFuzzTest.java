package io.ddpo.diffusion.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files are read as far as they are sound, or refused with a sentence; nothing else ever happens. */
@Tag("slow")
class SafetensorsFuzzTest {

    private static final int MUTATIONS = 120_000;

    /** One in so many also goes through a file. */
    private static final int MAPPED = 100;

    private static final String HEADER = """
            {"__metadata__":{"format":"pt"},
            "../../etc/passwd":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
            "b":{"dtype":"F16","shape":[4],"data_offsets":[24,32]},
            "c":{"dtype":"BF16","shape":[],"data_offsets":[32,34]},
            "d":{"dtype":"I64","shape":[1,1],"data_offsets":[34,42]},
            "e":{"dtype":"F64","shape":[0,7],"data_offsets":[42,42]}}""";

    private static final int DATA_BYTES = 42;

    private static final String[] HOSTILE_NUMBERS = {
        "-1",
        "0",
        "1",
        "24",
        "42",
        "43",
        "2147483647",
        "2147483648",
        "4294967296",
        "4611686018427387904",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551616",
        "1e400",
        "1.5",
        "2.0",
        "null",
        "\"1\"",
        "[0]",
        "{}",
        "true"
    };

    private static final String[] HOSTILE_TYPES = {"F32", "F16", "F64", "I8", "F8_E4M3", "f32", "", "U64", "BOOL"};

    private static final long[] HOSTILE_LENGTHS = {
        0, 1, 2, 7, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1, 100_000_000, 25_000_000
    };

    private static final Pattern NUMBER = Pattern.compile("(?<=[\\[,])\\d+");

    @TempDir
    private Path folder;

    @Test
    void noMutationOfAFileDoesMoreThanBeRefused() throws IOException {
        int sound = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] file = mutated(new SplittableRandom(i));
            boolean reads = reads(file, false, i);
            if (i % MAPPED == 0) {
                assertThat(reads(file, true, i))
                        .as("from a file, mutation %d", i)
                        .isEqualTo(reads);
            }
            sound += reads ? 1 : 0;
        }

        assertThat(sound).as("mutations that left a sound file").isBetween(MUTATIONS / 50, MUTATIONS / 2);
    }

    private boolean reads(byte[] file, boolean mapped, int mutation) throws IOException {
        Path place = mapped ? Files.write(folder.resolve("hostile.safetensors"), file) : null;
        try (Safetensors tensors = mapped ? Safetensors.open(place) : Safetensors.inMemory(file, "hostile")) {
            long bytes = 0;
            for (String name : tensors.names()) {
                long size = Arrays.stream(tensors.shape(name)).reduce(1, (a, b) -> a * b);
                int raw = tensors.bytes(name).remaining();
                require(raw == size * tensors.type(name).bytes(), "bytes of " + name, mutation);
                require(tensors.floats(name).values().length == size, "values of " + name, mutation);
                bytes += raw;
            }
            require(bytes <= file.length - Long.BYTES, "bytes within the file", mutation);
            return true;
        } catch (BadModelException e) {
            require(e.getMessage().length() < 1000, "a short sentence", mutation);
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("mutation " + mutation + " was not refused as it should be", e);
        }
    }

    /** AssertJ would take most of the time here. */
    private static void require(boolean held, String what, int mutation) {
        if (!held) {
            throw new AssertionError("mutation " + mutation + ": expected " + what);
        }
    }

    private static byte[] mutated(SplittableRandom random) {
        String header = HEADER;
        for (int i = random.nextInt(3); i > 0; i--) {
            header = structural(header, random);
        }
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            flip(json, random);
        }
        int dataBytes = random.nextInt(8) == 0 ? random.nextInt(2 * DATA_BYTES) : DATA_BYTES;
        ByteBuffer file =
                ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(random.nextInt(16) == 0 ? length(random, json.length) : json.length)
                .put(json);
        byte[] whole = file.array();
        return random.nextInt(10) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole;
    }

    private static String structural(String header, SplittableRandom random) {
        int from = random.nextInt(header.length());
        int to = Math.min(header.length(), from + random.nextInt(40));
        return switch (random.nextInt(6)) {
            case 0 -> header.substring(0, from) + header.substring(to);
            case 1 -> header.substring(0, to) + header.substring(from);
            case 2 -> header.replaceFirst("\"[FBI]+\\d+\"", "\"" + one(HOSTILE_TYPES, random) + "\"");
            case 3 -> header.replace("\"b\"", "\"" + "[".repeat(random.nextInt(2000)) + "\"");
            case 4 -> header.substring(0, from) + "[".repeat(random.nextInt(2000)) + header.substring(from);
            default -> withHostileNumber(header, random);
        };
    }

    /** Replaces one of the numbers, each as likely as another. */
    private static String withHostileNumber(String header, SplittableRandom random) {
        int[] starts =
                NUMBER.matcher(header).results().mapToInt(MatchResult::start).toArray();
        if (starts.length == 0) {
            return header;
        }
        int at = starts[random.nextInt(starts.length)];
        String number = one(HOSTILE_NUMBERS, random);
        return header.substring(0, at) + header.substring(at).replaceFirst("\\d+", number.replace("\\", "\\\\"));
    }

    private static String one(String[] choices, SplittableRandom random) {
        return choices[random.nextInt(choices.length)];
    }

    private static void flip(byte[] bytes, SplittableRandom random) {
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
    }

    private static long length(SplittableRandom random, int actual) {
        return random.nextBoolean()
                ? HOSTILE_LENGTHS[random.nextInt(HOSTILE_LENGTHS.length)]
                : actual + random.nextInt(-8, 9);
    }

    @Test
    void aHeaderOfTwoGigabytesIsRefusedEvenWhereTheFileIsThatLarge() throws IOException {
        Path file = folder.resolve("sparse.safetensors");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(1L << 31)
                    .array());
            sparse.setLength(3L << 30);
        }

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("[" + file + "] expected a safetensors header of at most 25000000 bytes");
    }
}
