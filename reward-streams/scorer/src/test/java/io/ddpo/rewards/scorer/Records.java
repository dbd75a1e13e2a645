package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import java.nio.ByteBuffer;
import java.util.Map;

/** Outcomes as a sampler writes them. */
final class Records {
    static final SchemaRegistry REGISTRY = new MemorySchemaRegistry();
    static final RunNames RUN = new RunNames("demo");
    static final String TOPIC = RUN.samples();

    private Records() {}

    /** A picture of one byte. */
    static Outcome picture(int index) {
        return picture(index, new byte[] {(byte) index}, Purpose.TRAIN);
    }

    static Outcome picture(int index, byte[] png, Purpose purpose) {
        return outcome(
                index,
                purpose,
                new Picture(
                        ByteBuffer.wrap(png),
                        ByteBuffer.allocate(0),
                        1,
                        1,
                        new Location("demo.trajectories", 0, (long) index, "t-" + index, "0".repeat(64))));
    }

    static Outcome failed(int index) {
        return outcome(index, Purpose.TRAIN, new Failure("sampling", "no finite numbers"));
    }

    static byte[] bytes(Outcome outcome) {
        return new AvroSerializer<>(REGISTRY, Outcome.class).serialize(TOPIC, outcome);
    }

    private static Outcome outcome(int index, Purpose purpose, Object result) {
        return Outcome.newBuilder()
                .setTrajectoryId("t-" + index)
                .setRequestId("r-0")
                .setIndexInRequest(index)
                .setIteration(3)
                .setIterationSize(8)
                .setPurpose(purpose)
                .setPolicyVersion(3)
                .setPrompt("a fox")
                .setMetadata(Map.of("noun", "fox"))
                .setSeed(index)
                .setSampler("sampler-1")
                .setResult(result)
                .build();
    }
}
