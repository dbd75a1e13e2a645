package io.ddpo.rewards;

import io.ddpo.rewards.topology.Operation;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.specification.RunEnd;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.specification.SpecificationException;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the agent's workplace on a cluster. */
record KafkaWorkplace(RoleContext context, WorkerIdentity worker, Operation operation) implements Workplace.Opening {
    private static final Logger log = LoggerFactory.getLogger(KafkaWorkplace.class);

    /** A heartbeat is not worth a longer wait. */
    private static final String HEARTBEAT_WAIT_MS = "1000";

    @Override
    public Workplace open() {
        KafkaClients kafka = context.kafka(worker.name());
        RunNames run = new RunNames(context.settings().get(RewardStreamsSettings.RUN));
        SchemaRegistry registry = RegistryAccess.open(context.settings(), SchemaRegistries::open);
        Consumer<String, Control> control = consumer(kafka, "control", registry, Control.class);
        Consumer<String, WeightsManifest> manifests = consumer(kafka, "manifests", registry, WeightsManifest.class);
        Producer<String, WorkerHeartbeat> heartbeats = kafka.producer(
                "heartbeats",
                new StringSerializer(),
                new AvroSerializer<>(registry, WorkerHeartbeat.class),
                Map.of("max.block.ms", HEARTBEAT_WAIT_MS));
        return new Workplace(
                patience -> specification(control, run, patience),
                new RunEnd(manifests, run.weightsVersions()),
                new Heartbeats(
                        worker,
                        heartbeat -> send(heartbeats, run.workers(), heartbeat),
                        context.settings().get(RewardStreamsSettings.HEARTBEAT_INTERVAL),
                        context.clock()),
                new ApplicationStart(context, kafka, registry, operation, failures()),
                () -> {
                    try (registry;
                            control;
                            manifests;
                            heartbeats) {
                        heartbeats.flush();
                    }
                });
    }

    private ThreadFailures failures() {
        return new ThreadFailures(
                worker.name(),
                context.settings().get(RoleSettings.ERRORS_IN_A_ROW),
                context.clock(),
                wait -> Utils.sleep(wait.toMillis()));
    }

    private static <T extends SpecificRecord> Consumer<String, T> consumer(
            KafkaClients kafka, String purpose, SchemaRegistry registry, Class<T> type) {
        return kafka.consumer(purpose, new StringDeserializer(), new AvroDeserializer<>(registry, type), Map.of());
    }

    private static Optional<RunSpecification> specification(
            Consumer<String, Control> control, RunNames run, Duration patience) {
        try {
            return RunSpecifications.read(control, run, patience);
        } catch (SpecificationException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees to failures
    private static void send(Producer<String, WorkerHeartbeat> producer, String topic, WorkerHeartbeat heartbeat) {
        producer.send(new ProducerRecord<>(topic, heartbeat.getWorker(), heartbeat), (metadata, failure) -> {
            if (failure != null) {
                log.atDebug()
                        .addKeyValue("worker", heartbeat.getWorker())
                        .setCause(failure)
                        .log("A heartbeat was lost");
            }
        });
    }
}
