package io.ddpo.fleet;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each run that goes on what keeps its fleet from being what it wants: a heartbeat beside those of its workers, at
 * once when that changes and every few seconds otherwise. One thread at a time.
 */
public final class FleetVoice implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FleetVoice.class);
    private static final String ROLE = "fleet";
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** Nobody waits for it: without a broker a heartbeat is lost, and the fleet goes on. */
    private static final Map<String, String> HASTY = Map.of(
            "max.block.ms", "500",
            "delivery.timeout.ms", "5000",
            "request.timeout.ms", "2000",
            "linger.ms", "0");

    private final Producer<String, WorkerHeartbeat> producer;
    private final WorkerIdentity identity;
    private final InstantSource clock;
    private final Map<String, WorkerHeartbeat> said = new HashMap<>();

    /** @param producer taken over and closed */
    FleetVoice(Producer<String, WorkerHeartbeat> producer, WorkerIdentity identity, InstantSource clock) {
        this.producer = producer;
        this.identity = identity;
        this.clock = clock;
    }

    /** The voice of a fleet. */
    public static FleetVoice open(
            KafkaClients kafka, SchemaRegistry registry, WorkerIdentity identity, InstantSource clock) {
        return new FleetVoice(
                kafka.producer(
                        "heartbeats",
                        new StringSerializer(),
                        new AvroSerializer<>(registry, WorkerHeartbeat.class),
                        HASTY),
                identity,
                clock);
    }

    /** Says what is new or due. Whose run is over, or kept by somebody else, hears that the fleet has left. */
    public void say(FleetState state) {
        Map<String, List<Standing>> runs = state.standings().stream()
                .filter(standing -> !state.over().contains(standing.wanted().run()))
                .collect(Collectors.groupingBy(standing -> standing.wanted().run()));
        runs.forEach((run, standings) -> {
            boolean met = standings.stream().allMatch(Standing::isMet);
            say(run, met ? WorkerState.WAITING : WorkerState.WORKING, message(standings, state));
        });
        leave(run -> !runs.containsKey(run));
    }

    private static String message(List<Standing> standings, FleetState state) {
        return Stream.concat(
                        state.problem().stream(),
                        standings.stream()
                                .filter(standing -> !standing.wanted().limit().isEmpty())
                                .map(Standing::inWords))
                .collect(Collectors.joining("; "));
    }

    private void say(String run, WorkerState state, String message) {
        Instant now = clock.instant();
        WorkerHeartbeat last = said.get(run);
        boolean same = last != null
                && last.getState() == state
                && last.getMessage().equals(message)
                && now.isBefore(last.getTimestamp().plus(INTERVAL));
        if (same) {
            return;
        }
        WorkerHeartbeat heartbeat = WorkerHeartbeat.newBuilder()
                .setWorker(identity.name())
                .setRole(ROLE)
                .setHost(identity.host())
                .setPid(identity.pid())
                .setDevice("cpu")
                .setState(state)
                .setMessage(message)
                .setStartedAt(identity.startedAt())
                .setTimestamp(now)
                .build();
        said.put(run, heartbeat);
        send(new ProducerRecord<>(new RunNames(run).workers(), identity.name(), heartbeat));
    }

    private void send(ProducerRecord<String, WorkerHeartbeat> heartbeat) {
        try {
            var unused = producer.send(heartbeat, (metadata, failure) -> {
                if (failure != null) {
                    log.atDebug().addKeyValue("topic", heartbeat.topic()).log("A heartbeat is lost: {}", failure);
                }
            });
        } catch (KafkaException e) {
            log.atDebug().addKeyValue("topic", heartbeat.topic()).log("A heartbeat is lost: {}", e.getMessage());
        }
    }

    private void leave(Predicate<String> which) {
        Set<String> left = new HashSet<>(said.keySet());
        left.removeIf(which.negate());
        left.forEach(run -> say(run, WorkerState.STOPPED, ""));
        said.keySet().removeAll(left);
    }

    @Override
    public void close() {
        leave(run -> true);
        producer.close(LONGEST_CLOSE);
    }
}
