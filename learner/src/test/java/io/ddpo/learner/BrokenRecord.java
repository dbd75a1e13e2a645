package io.ddpo.learner;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What a consumer throws where it meets bytes that its deserializer refuses. */
final class BrokenRecord {
    static final ByteBuffer PAYLOAD = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private BrokenRecord() {}

    static RecordDeserializationException at(TopicPartition partition, long offset, String key, String reason) {
        return new RecordDeserializationException(
                DeserializationExceptionOrigin.VALUE,
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                PAYLOAD,
                new RecordHeaders(),
                "cannot be read",
                new SerializationException(reason));
    }
}
