package io.ddpo.fleet;

import static io.ddpo.fleet.WorkerRole.LEARNER;
import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.service.process.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class FleetVoiceTest {
    private static final Standing MET = new Standing(Wanted.all("foxes", LEARNER, 1), 1, 1);
    private static final Standing LIMITED =
            new Standing(new Wanted("foxes", SAMPLER, 9, 4, "this fleet keeps 4 samplers of a run at most"), 4, 4);

    private final MockProducer<String, WorkerHeartbeat> log = new MockProducer<>(
            true,
            null,
            new StringSerializer(),
            new AvroSerializer<>(new MemorySchemaRegistry(), WorkerHeartbeat.class));
    private Instant now = Instant.EPOCH;
    private final FleetVoice voice =
            new FleetVoice(log, new WorkerIdentity("fleet", "here", 7, Instant.EPOCH), () -> now);

    @Test
    void whatLimitsARunIsSaidToIt() {
        voice.say(state(MET, LIMITED));

        assertThat(log.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("foxes.workers");
            assertThat(record.key()).isEqualTo("fleet");
            assertThat(record.value())
                    .returns("fleet", WorkerHeartbeat::getRole)
                    .returns(WorkerState.WAITING, WorkerHeartbeat::getState)
                    .returns(
                            "4 of 9 sampler: this fleet keeps 4 samplers of a run at most",
                            WorkerHeartbeat::getMessage);
        });
    }

    @Test
    void whatIsNewIsSaidAtOnceAndTheSameAfterAWhile() {
        voice.say(state(MET));
        voice.say(state(MET));
        assertThat(messages()).containsExactly("");

        voice.say(new FleetState(List.of(MET), Set.of(), Optional.of("Kubernetes said no")));
        assertThat(messages()).containsExactly("", "Kubernetes said no");

        now = now.plus(Duration.ofSeconds(5));
        voice.say(new FleetState(List.of(MET), Set.of(), Optional.of("Kubernetes said no")));
        assertThat(messages()).hasSize(3);
    }

    @Test
    void whoseWorkersAreNotThereYetSeesTheFleetAtWork() {
        voice.say(state(new Standing(Wanted.all("foxes", SAMPLER, 3), 1, 1)));

        assertThat(log.history().get(0).value().getState()).isEqualTo(WorkerState.WORKING);
    }

    @Test
    void aRunThatIsOverIsLeftOnce() {
        voice.say(state(MET));

        FleetState over = new FleetState(List.of(MET), Set.of("foxes"), Optional.empty());
        voice.say(over);
        voice.say(over);
        voice.close();

        assertThat(log.history())
                .extracting(record -> record.value().getState())
                .containsExactly(WorkerState.WAITING, WorkerState.STOPPED);
    }

    private static FleetState state(Standing... standings) {
        return new FleetState(List.of(standings), Set.of(), Optional.empty());
    }

    private List<String> messages() {
        return log.history().stream().map(record -> record.value().getMessage()).toList();
    }
}
