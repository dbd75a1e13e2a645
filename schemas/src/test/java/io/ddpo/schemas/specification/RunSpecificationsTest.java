package io.ddpo.schemas.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.Broker;
import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroSerde;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class RunSpecificationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Broker broker = Broker.shared();
    private final AvroSerde<Control> serde = new AvroSerde<>(new MemorySchemaRegistry(), Control.class);
    private final Consumer<String, Control> consumer = broker.consumer(serde.deserializer());

    @AfterEach
    void close() {
        consumer.close();
    }

    @Test
    void theFirstCommandSaysWhatARunIsHoweverManyFollow() {
        RunNames run = broker.run("created");
        RunSpecification specification = specification(run);
        send(run, new CreateRun(specification));
        send(run, new PauseRun());

        assertThat(RunSpecifications.read(consumer, run, PATIENCE)).contains(specification);
        assertThat(RunSpecifications.read(consumer, run, PATIENCE)).contains(specification);
    }

    @Test
    void aRunThatIsNotCreatedYetIsWaitedFor() {
        RunNames run = broker.run("awaited");
        assertThat(RunSpecifications.read(consumer, run, Duration.ofMillis(200)))
                .isEmpty();

        CompletableFuture<Optional<RunSpecification>> read =
                CompletableFuture.supplyAsync(() -> RunSpecifications.read(consumer, run, PATIENCE));
        send(run, new CreateRun(specification(run)));

        assertThat(read).succeedsWithin(PATIENCE).isEqualTo(Optional.of(specification(run)));
    }

    @Test
    void aRunWithoutTopicsIsNotCreatedYet() {
        assertThat(RunSpecifications.read(consumer, new RunNames("nowhere"), Duration.ofMillis(200)))
                .isEmpty();
    }

    @Test
    void anotherFirstCommandIsRefused() {
        RunNames run = broker.run("paused-first");
        send(run, new PauseRun());

        assertRefused(run, "topic paused-first.control offset 0: expected the command CreateRun first, found PauseRun");
    }

    @Test
    void anUnsoundSpecificationIsRefused() {
        RunNames run = broker.run("unsound");
        send(
                run,
                new CreateRun(RunSpecification.newBuilder(specification(run))
                        .setIterations(0)
                        .build()));

        assertRefused(run, "topic unsound.control offset 0: iterations: expected at least 1, found 0");
    }

    @Test
    void theSpecificationOfAnotherRunIsRefused() {
        RunNames run = broker.run("mine");
        send(run, new CreateRun(specification(new RunNames("yours"))));

        assertRefused(run, "topic mine.control offset 0: expected the specification of run mine, found that of yours");
    }

    private void assertRefused(RunNames run, String message) {
        assertThatExceptionOfType(SpecificationException.class)
                .isThrownBy(() -> RunSpecifications.read(consumer, run, PATIENCE))
                .withMessage(message);
    }

    private static RunSpecification specification(RunNames run) {
        return RunSpecification.newBuilder(Specifications.sound())
                .setRun(run.run())
                .build();
    }

    private void send(RunNames run, Object command) {
        Control control = new Control("test", "", Instant.EPOCH, command);
        try (Producer<String, Control> producer = broker.producer(serde.serializer())) {
            assertThat(producer.send(new ProducerRecord<>(run.control(), control)))
                    .succeedsWithin(PATIENCE);
        }
    }
}
