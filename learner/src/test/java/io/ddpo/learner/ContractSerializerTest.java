package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContractSerializerTest {
    private final SchemaRegistry registry = new MemorySchemaRegistry();
    private final ContractSerializer serializer = new ContractSerializer(registry);

    @Test
    void writesEveryKindOfRecordAsItsReadersExpect() {
        RolloutRequest request =
                new Planner(Specifications.small()).training(0, 0, 0).get(0);
        Control control = new Control("alice", "", Instant.EPOCH, new PauseRun());

        byte[] first = serializer.serialize("demo.rollout-requests", request);
        byte[] second = serializer.serialize("demo.control", control);

        assertThat(new AvroDeserializer<>(registry, RolloutRequest.class).deserialize("demo.rollout-requests", first))
                .isEqualTo(request);
        assertThat(new AvroDeserializer<>(registry, Control.class).deserialize("demo.control", second))
                .isEqualTo(control);
    }

    @Test
    void leavesATombstoneATombstone() {
        assertThat(serializer.serialize("demo.weights", null)).isNull();
    }
}
