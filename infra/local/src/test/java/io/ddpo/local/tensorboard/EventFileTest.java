package io.ddpo.local.tensorboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The fixture is a file that this code wrote, beside what TensorBoard 2.21 made of it: {@code read_events.py} says how.
 */
class EventFileTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");
    private static final Path MADE = Path.of("target", "events.out.tfevents.fixture");

    @Test
    void writesWhatTensorBoardRead() throws IOException {
        byte[] written = write();
        Files.write(MADE, written); // what read_events.py is given when the fixture is made anew

        assertThat(written).isEqualTo(resource("events.out.tfevents.fixture"));
    }

    @Test
    void tensorBoardReadWhatWasMeant() throws IOException {
        JsonNode read = new ObjectMapper().readTree(resource("events.json"));

        assertThat(read.get("scalars").get("iteration/rewardMean"))
                .hasToString("[[1.76722560025E9,0,-1.5],[1.76722560125E9,1,0.25],[1.76722560225E9,300,1.0E-4]]");
        assertThat(read.get("scalars").get("größe/μ")).hasToString("[[1.76722560025E9,-1,3.4E38]]");
        JsonNode image = read.get("images").get("a fox/seed 7").get(0);
        assertThat(image.get("step").asInt()).isEqualTo(2);
        assertThat(image.get("width").asInt()).isEqualTo(3);
        assertThat(image.get("height").asInt()).isEqualTo(2);
        assertThat(image.get("png").binaryValue()).isEqualTo(resource("picture.png"));
        assertThat(read.get("texts").get("run/specification")).hasToString("[[0,\"    run: foxes\"]]");
    }

    @Test
    void checksumsAreMaskedCrc32c() {
        // CRC-32C of "123456789" is 0xe3069283, the check value of the polynomial's catalogue
        assertThat(RecordFile.masked("123456789".getBytes(US_ASCII)))
                .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    }

    private static byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventFile events = new EventFile(bytes, START)) {
            events.scalar("iteration/rewardMean", 0, START, -1.5);
            events.scalar("iteration/rewardMean", 1, START.plusSeconds(1), 0.25);
            events.scalar("iteration/rewardMean", 300, START.plusSeconds(2), 1e-4);
            events.scalar("größe/μ", -1, START, 3.4e38);
            events.image("a fox/seed 7", 2, START.plusSeconds(1), resource("picture.png"));
            events.text("run/specification", 0, START, "    run: foxes");
        }
        return bytes.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EventFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
