package io.ddpo.local.doctor;

import io.ddpo.local.history.TopicScan;
import io.ddpo.local.history.WorkersAtWork;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether this clock goes with those of a run's workers. A heartbeat from the future gives two clocks away; one
 * from the past may be of a worker that is gone.
 */
record ClockCheck(KafkaClients kafka, SchemaRegistry registry, RunNames run, InstantSource clock)
        implements ClusterCheck {
    private static final String NAME = "clock";

    /** Between heartbeats. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        Map<String, Instant> beats = new TreeMap<>();
        new TopicScan(kafka, registry)
                .each(
                        run.workers(),
                        WorkerHeartbeat.class,
                        message -> beats.put(message.key(), message.value().getTimestamp()));
        return judge(beats, clock.instant());
    }

    /** @param beats the last heartbeat of each worker */
    static Finding judge(Map<String, Instant> beats, Instant now) {
        if (beats.isEmpty()) {
            return Finding.ok(NAME, "no worker to compare it with yet");
        }
        Map.Entry<String, Instant> last =
                beats.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        Duration ahead = Duration.between(now, last.getValue());
        if (ahead.compareTo(TOLERATED) <= 0) {
            return Finding.ok(NAME, "no worker is ahead of it");
        }
        String found = "worker %s is %d s ahead of it".formatted(last.getKey(), ahead.toSeconds());
        String advice = "let NTP set the clocks of both machines";
        return ahead.compareTo(WorkersAtWork.SILENCE) < 0
                ? Finding.warning(NAME, found, advice)
                : Finding.wrong(NAME, found + ", so that workers are missed, or not missed, at the wrong time", advice);
    }
}
