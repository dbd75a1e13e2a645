package io.ddpo.local.demo;

import io.ddpo.local.history.Sessions;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells the log for how long this process has been at it and what it took, so that a successor can report that. */
final class SessionLog implements AutoCloseable {
    private final Producer<String, Metric> producer;
    private final String topic;
    private final InstantSource clock;
    private final Instant start;
    private long step;

    /** @param start of this process's work */
    SessionLog(KafkaClients kafka, SchemaRegistry registry, RunNames run, Instant start, InstantSource clock) {
        this.producer = kafka.producer(
                "session", new StringSerializer(), new AvroSerializer<>(registry, Metric.class), Map.of());
        this.topic = run.metrics();
        this.start = start;
        this.clock = clock;
    }

    /** What was reached so far, at a version. */
    @SuppressWarnings("FutureReturnValueIgnored") // flushed when closed; a lost one is followed by another
    void tell(WeightsManifest at) throws IOException {
        Metric metric = Sessions.metric(
                start, clock.instant(), PeakMemory.megabytes(), at.getIteration(), at.getVersion(), step++);
        producer.send(new ProducerRecord<>(topic, metric.getSeries(), metric));
    }

    /** Returns when all was written. */
    @Override
    public void close() {
        producer.close();
    }
}
