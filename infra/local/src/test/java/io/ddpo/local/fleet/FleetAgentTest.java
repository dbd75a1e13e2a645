package io.ddpo.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddpo.fleet.Limits;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.RoleProcess;
import io.ddpo.service.process.RoleSettings;
import io.ddpo.service.settings.SettingsSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetAgentTest {
    private static final RunNames RUN = new RunNames("run");
    private static final TopicPartition COMMANDS = new TopicPartition(RUN.control(), 0);

    private final MockConsumer<String, Control> log = new MockConsumer<>("none");
    private final Set<Integer> atWork = new ConcurrentSkipListSet<>();
    private final FleetAgent fleet = new FleetAgent(() -> log, () -> {}, RUN, 2, this::sampler);
    private long offset;
    private boolean broken;

    @BeforeEach
    void aLog() {
        log.updateBeginningOffsets(Map.of(COMMANDS, 0L));
        log.updateEndOffsets(Map.of(COMMANDS, 0L));
    }

    @AfterEach
    void close() throws Exception {
        fleet.onClose();
        assertThat(atWork).isEmpty();
    }

    @Test
    void withoutACommandThereAreAsManyAsAtFirst() {
        fleet.onStart();
        fleet.doWork();

        awaitAtWork(1, 2);
    }

    @Test
    void aCommandIsFollowedAtOnceUpAndDown() {
        // Given
        fleet.onStart();
        fleet.doWork();

        // When
        say(RunCommand.samplers(4));
        fleet.doWork();

        // Then
        awaitAtWork(1, 2, 3, 4);
        say(RunCommand.samplers(1));
        fleet.doWork();
        awaitAtWork(1);
    }

    @Test
    void whatTheLogSaidBeforeIsWhatThereIsAtFirst() {
        // Given
        log.updateEndOffsets(Map.of(COMMANDS, 2L));
        fleet.onStart();

        // When
        fleet.doWork();
        Set<Integer> beforeItsEnd = Set.copyOf(atWork);
        say(RunCommand.samplers(3));
        say(RunCommand.pause());
        fleet.doWork();

        // Then
        assertThat(beforeItsEnd).isEmpty();
        awaitAtWork(1, 2, 3);
    }

    @Test
    void oneMachineKeepsNoMoreThanItCan() {
        fleet.onStart();
        say(RunCommand.samplers(500));
        fleet.doWork();

        await().until(() -> atWork.size() == Limits.ofOneMachine(2).samplers());
    }

    @Test
    void aSamplerThatFailsEndsTheFleetWithItsOwnSentence() {
        broken = true;
        fleet.onStart();
        fleet.doWork();

        await().untilAsserted(() -> assertThatThrownBy(fleet::doWork)
                .isInstanceOf(FatalRoleException.class)
                .hasMessageContaining("no memory left"));
    }

    @Test
    void aDrainLastsUntilAllHaveLeft() {
        fleet.onStart();
        fleet.doWork();
        awaitAtWork(1, 2);

        await().until(fleet::drain);

        assertThat(atWork).isEmpty();
    }

    private void say(RunCommand command) {
        log.addRecord(new ConsumerRecord<>(
                COMMANDS.topic(), 0, offset++, null, command.record("ada", "because", Instant.EPOCH)));
    }

    private void awaitAtWork(Integer... numbers) {
        await().untilAsserted(() -> assertThat(atWork).containsExactly(numbers));
    }

    private RoleProcess sampler(int number) {
        Role role = new Role() {
            @Override
            public String name() {
                return "sampler-" + number;
            }

            @Override
            public String doc() {
                return "waits";
            }

            @Override
            public SettingsSpec settings() {
                return SettingsSpec.of();
            }

            @Override
            public List<Agent> agents(RoleContext context) {
                return List.of(new Waiting(number));
            }
        };
        return new RoleProcess(
                role,
                RoleSettings.of(role).of(Map.of("kafka.bootstrap.servers", "nowhere:1"), "test"),
                InstantSource.system());
    }

    /** Is at work until it is let go. */
    private final class Waiting implements Agent {
        private final int number;

        private Waiting(int number) {
            this.number = number;
        }

        @Override
        public String roleName() {
            return "sampler-" + number;
        }

        @Override
        public void onStart() {
            atWork.add(number);
        }

        @Override
        public int doWork() {
            if (broken) {
                throw new FatalRoleException(ExitCode.RESOURCES, "no memory left");
            }
            return 0;
        }

        @Override
        public void onClose() {
            atWork.remove(number);
        }
    }
}
