package io.ddpo.schemas.serde;

import io.ddpo.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.SerializationException;

/** What to do about records that an {@link AvroDeserializer} cannot read. */
public final class Unreadable {
    private Unreadable() {}

    /** Whether it is no fault of the record, which may be read later: the registry did not answer. */
    public static boolean mayPass(SerializationException e) {
        return e.getCause() instanceof SchemaRegistryException registry && registry.getCause() instanceof IOException;
    }

    /**
     * Has a consumer go on behind a record at which it would stop forever.
     *
     * @param e what its poll threw
     * @return why the record cannot be read
     * @throws RecordDeserializationException the same, if it may be read later
     */
    public static String stepOver(Consumer<?, ?> consumer, RecordDeserializationException e) {
        if (e.getCause() instanceof SerializationException cause && mayPass(cause)) {
            throw e;
        }
        consumer.seek(e.topicPartition(), e.offset() + 1);
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }
}
