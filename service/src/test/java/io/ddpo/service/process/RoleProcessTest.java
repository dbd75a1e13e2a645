package io.ddpo.service.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

class RoleProcessTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aRoleThatIsStoppedDrainsAndEndsWell() {
        RecordingAgent agent = new RecordingAgent("sampler");
        RoleProcess process = process(Map.of(), agent).start();

        assertThat(agent.worked).succeedsWithin(SOON);
        process.stop();

        assertThat(process.exit()).succeedsWithin(SOON).isEqualTo(Exit.OK);
        assertThat(agent.calls).containsExactly("start", "work", "drain", "close");
    }

    @Test
    void aFatalErrorOfOneAgentDrainsTheOthersAndGivesTheExitCode() {
        RecordingAgent other = new RecordingAgent("heartbeat");
        Agent fenced = new RecordingAgent("learner") {
            @Override
            public int doWork() {
                other.worked.join();
                throw new FatalRoleException(ExitCode.FENCED, "learner: fenced by a successor");
            }
        };

        Exit exit = process(Map.of(), other, fenced).run();

        assertThat(exit).isEqualTo(new Exit(ExitCode.FENCED, "learner: fenced by a successor"));
        assertThat(other.calls).containsExactly("start", "work", "drain", "close");
    }

    @Test
    void anAgentWithNothingLeftToDoEndsTheRoleWell() {
        RecordingAgent agent = new RecordingAgent("learner") {
            @Override
            public int doWork() {
                return Agent.DONE;
            }
        };

        assertThat(process(Map.of(), agent).run()).isEqualTo(Exit.OK);
        assertThat(agent.calls).containsExactly("start", "close");
    }

    @Test
    void anErrorThatStaysEndsTheRoleAfterTheAllowedNumberInARow() {
        Agent failing = new RecordingAgent("sampler") {
            @Override
            public int doWork() {
                throw new IllegalStateException("no device");
            }
        };

        assertThat(process(Map.of("errors.in.a.row", "2"), failing).run())
                .isEqualTo(
                        new Exit(ExitCode.UNEXPECTED, "sampler: IllegalStateException: no device (2 times in a row)"));
    }

    @Test
    void anErrorWithAKnownMeaningThatNoRetryHelpsEndsTheRoleAtOnce() {
        Agent fenced = new RecordingAgent("learner") {
            @Override
            public int doWork() {
                throw new ProducerFencedException("a newer epoch");
            }
        };

        assertThat(process(Map.of(), fenced).run())
                .isEqualTo(new Exit(ExitCode.FENCED, "learner: ProducerFencedException: a newer epoch"));
    }

    @Test
    void workThatDoesNotDrainWithinTheBoundIsAbandonedAndSaid() {
        RecordingAgent stuck = new StuckAgent("sampler");
        RoleProcess process = process(Map.of("drain.timeout", "1s"), stuck).start();

        assertThat(stuck.worked).succeedsWithin(SOON);
        process.stop();

        assertThat(process.exit())
                .succeedsWithin(SOON)
                .isEqualTo(new Exit(
                        ExitCode.DRAIN_TIMED_OUT,
                        "test: expected to drain within 1s (drain.timeout), still had work in hand"));
        assertThat(stuck.calls).containsExactly("start", "work", "drain", "close");
    }

    @Test
    void aRoleThatIsStoppedBeforeItStartsOnlyCloses() {
        RecordingAgent agent = new RecordingAgent("sampler");
        RoleProcess process = process(Map.of(), agent);

        process.stop();

        assertThat(process.run()).isEqualTo(Exit.OK);
        assertThat(agent.calls).containsExactly("close");
    }

    @Test
    void aFailureThatCameFirstOutweighsADrainThatTookTooLong() {
        RecordingAgent stuck = new StuckAgent("heartbeat");
        Agent fenced = new RecordingAgent("learner") {
            @Override
            public int doWork() {
                stuck.worked.join();
                throw new FatalRoleException(ExitCode.FENCED, "learner: fenced by a successor");
            }
        };

        Exit exit = process(Map.of("drain.timeout", "1s"), stuck, fenced).run();

        assertThat(exit.code()).isEqualTo(ExitCode.FENCED);
        assertThat(stuck.calls).containsExactly("start", "work", "drain", "close");
    }

    @Test
    void aRoleThatCannotMakeItsAgentsEndsWithItsSentence() {
        Role role = new TestRole("sampler", List.of())
                .failingWith(new FatalRoleException(ExitCode.BAD_INPUT, "model: expected a folder, got 'x'"));

        assertThat(process(role, Map.of()).run())
                .isEqualTo(new Exit(ExitCode.BAD_INPUT, "model: expected a folder, got 'x'"));
    }

    @Test
    void aRoleWithoutAgentsIsAFault() {
        assertThat(process(Map.of()).run().sentence())
                .isEqualTo("test: IllegalArgumentException: agents: expected at least one, got none");
    }

    @Test
    void anOccupiedPortIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            Exit exit = process(Map.of("http.port", Integer.toString(port)), new RecordingAgent("sampler"))
                    .run();

            assertThat(exit)
                    .isEqualTo(new Exit(
                            ExitCode.BAD_INPUT,
                            "http.port: expected a free address, got 127.0.0.1:%d (Address already in use)"
                                    .formatted(port)));
        }
    }

    @Test
    void itIsNotReadyWhileItsAgentsAreMadeNorWhileTheyDrain() throws Exception {
        StuckAgent agent = new StuckAgent("sampler");
        CompletableFuture<Void> mayMake = new CompletableFuture<>();
        Role role = new TestRole("test", List.of(agent)).after(mayMake);
        RoleProcess process =
                process(role, Map.of("drain.timeout", "20s", "http.port", "0")).start();
        int port = process.httpPort().get(20, TimeUnit.SECONDS).orElseThrow();

        assertThat(get(port, "/readyz")).contains("\"role\":{\"status\":\"down\",\"reason\":\"starting\"}");

        mayMake.complete(null);
        assertThat(agent.worked).succeedsWithin(SOON);
        process.stop();
        assertThat(agent.draining).succeedsWithin(SOON);

        assertThat(get(port, "/readyz"))
                .contains("\"role\":{\"status\":\"down\",\"reason\":\"stopping\"}")
                .contains("\"sampler\":{\"status\":\"down\",\"reason\":\"draining\"}");
        agent.mayDrain.countDown();
        assertThat(process.exit()).succeedsWithin(SOON).isEqualTo(Exit.OK);
    }

    @Test
    void manyRolesShareOneJvm() {
        List<RecordingAgent> agents = List.of(
                new RecordingAgent("sampler-0"), new RecordingAgent("sampler-1"), new RecordingAgent("learner"));
        List<RoleProcess> processes = agents.stream()
                .map(agent -> process(Map.of("http.port", "0"), agent).start())
                .toList();

        agents.forEach(agent -> assertThat(agent.worked).succeedsWithin(SOON));
        processes.forEach(RoleProcess::stop);

        assertThat(processes)
                .allSatisfy(process ->
                        assertThat(process.exit()).succeedsWithin(SOON).isEqualTo(Exit.OK));
    }

    @Test
    void anInterruptOfTheRunningThreadIsARequestToStop() throws Exception {
        RecordingAgent agent = new RecordingAgent("sampler");
        RoleProcess process = process(Map.of(), agent);
        Thread thread = new Thread(process::run);
        thread.start();

        assertThat(agent.worked).succeedsWithin(SOON);
        thread.interrupt();

        assertThat(process.exit()).succeedsWithin(SOON).isEqualTo(Exit.OK);
        assertThat(agent.calls).endsWith("drain", "close");
    }

    @Test
    void healthAndMetricsAreServedWhileItWorks() throws Exception {
        RecordingAgent agent = new RecordingAgent("sampler");
        RoleProcess process = process(Map.of("http.port", "0"), agent).start();
        assertThat(agent.worked).succeedsWithin(SOON);
        int port = process.httpPort().get(20, TimeUnit.SECONDS).orElseThrow();

        assertThat(get(port, "/readyz")).contains("\"sampler\":{\"status\":\"up\",\"reason\":\"working\"}");
        assertThat(get(port, "/livez")).contains("\"status\":\"up\"");
        assertThat(get(port, "/metrics")).contains("ddpo_agent_errors_total{agent=\"sampler\",role=\"test\"} 0.0");

        process.stop();
        assertThat(process.exit()).succeedsWithin(SOON).isEqualTo(Exit.OK);
    }

    private static String get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static RoleProcess process(Map<String, String> settings, Agent... agents) {
        return process(new TestRole("test", List.of(agents)), settings);
    }

    private static RoleProcess process(Role role, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("kafka.bootstrap.servers", "127.0.0.1:9092");
        return new RoleProcess(role, RoleSettings.of(role).of(all, "test"), InstantSource.system());
    }
}
