package io.ddpo.learner;

import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Payloads and commands for tests that publish nothing. */
final class Manifests {
    private Manifests() {}

    /** Of three chunks of weights and one of training state. */
    static Payloads payloads(int version) {
        return new Payloads(
                payload("demo.weights", 3), payload("demo.training-state", 1), "sha of " + version, "some key");
    }

    private static ChunkedPayload payload(String topic, int chunks) {
        List<Long> offsets = new ArrayList<>();
        for (long offset = 0; offset < chunks; offset++) {
            offsets.add(offset);
        }
        return new ChunkedPayload(topic, 0, offsets, 10L, "0".repeat(64));
    }

    /** Commands from an offset on. */
    static List<ControlCommand> commands(long from, Object... commands) {
        List<ControlCommand> all = new ArrayList<>();
        for (Object command : commands) {
            all.add(ControlCommand.of(from + all.size(), new Control("alice", "lunch", Instant.EPOCH, command)));
        }
        return all;
    }
}
