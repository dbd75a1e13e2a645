package io.ddpo.learner;

import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Writes any record of the contract, so that one transactional producer serves all topics. */
final class ContractSerializer implements Serializer<SpecificRecord> {
    private final SchemaRegistry registry;
    private final Map<Class<?>, Serializer<SpecificRecord>> serializers = new ConcurrentHashMap<>();

    /** Does not close the registry. */
    ContractSerializer(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public byte[] serialize(String topic, SpecificRecord value) {
        return value == null
                ? null
                : serializers
                        .computeIfAbsent(value.getClass(), this::serializer)
                        .serialize(topic, value);
    }

    @SuppressWarnings("unchecked") // it is given records of this class alone
    private Serializer<SpecificRecord> serializer(Class<?> type) {
        return new AvroSerializer<>(registry, (Class<SpecificRecord>) type);
    }
}
