package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateTextTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.060Z");

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ClusterState state = state(ProcessId.here());

        assertThat(StateText.read(StateText.write(state))).isEqualTo(state);
    }

    @Test
    void whatIsNoStateIsRefused() {
        assertThatThrownBy(() -> StateText.read("{\"run\": \"foxes\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("workers");
    }

    @Test
    void aProcessIsKnownByItsStartToo() {
        ProcessId here = ProcessId.here();

        assertThat(here.alive()).isPresent();
        assertThat(new ProcessId(here.pid(), START).alive())
                .as("the same number, started earlier")
                .isEmpty();
    }

    @Test
    void withoutItsSupervisorAClusterIsDown() {
        ClusterState left = state(new ProcessId(ProcessId.here().pid(), START));

        assertThat(left.isUp()).isFalse();
        assertThat(left.asItIs().complete()).isFalse();
        assertThat(left.asItIs().workers()).extracting(ClusterState.Entry::name).containsExactly("learner");
        assertThat(StatusTable.lines(left, START, port -> "ready"))
                .containsExactly("run foxes is down; ddpo up goes on");
    }

    @Test
    void aTableSaysWhatEachProcessDoes() {
        assertThat(StatusTable.lines(state(ProcessId.here()), START.plusSeconds(7), port -> "asked at " + port))
                .containsExactly(
                        "run foxes is up: broker 127.0.0.1:9092, registry memory:, console http://127.0.0.1:8640/",
                        "NAME         STATE          PID    SINCE RESTARTS     HEALTH",
                        "learner      running   %8d      7 s 2            asked at 4711"
                                .formatted(ProcessId.here().pid()),
                        "sampler-1    failed           -      7 s 0            ended with status 3");
    }

    private static ClusterState state(ProcessId supervisor) {
        return new ClusterState(
                "foxes",
                "run.yaml",
                "127.0.0.1:9092",
                "memory:",
                Optional.of("http://127.0.0.1:8640/"),
                supervisor,
                true,
                List.of(
                        new ClusterState.Entry(
                                "learner",
                                "learner",
                                Optional.of(ProcessId.here()),
                                "running",
                                START,
                                2,
                                Optional.of(137),
                                Optional.of(4711)),
                        new ClusterState.Entry(
                                "sampler-1",
                                "sampler",
                                Optional.empty(),
                                "failed",
                                START,
                                0,
                                Optional.of(3),
                                Optional.empty())));
    }
}
