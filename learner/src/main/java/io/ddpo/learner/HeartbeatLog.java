package io.ddpo.learner;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes heartbeats without waiting for them: one that is lost is soon followed by another. */
record HeartbeatLog(Producer<String, WorkerHeartbeat> producer, String topic) implements Consumer<WorkerHeartbeat> {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatLog.class);

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees to failures
    public void accept(WorkerHeartbeat heartbeat) {
        producer.send(new ProducerRecord<>(topic, heartbeat.getWorker(), heartbeat), (done, failure) -> {
            if (failure != null) {
                log.atWarn().addKeyValue("topic", topic).setCause(failure).log("A heartbeat was not written");
            }
        });
    }
}
