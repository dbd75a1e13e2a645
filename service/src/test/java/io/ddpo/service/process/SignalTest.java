package io.ddpo.service.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import io.ddpo.service.duty.Agent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A role in a JVM of its own, asked to end as a supervisor asks. */
@Timeout(60)
class SignalTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void aRoleDrainsOnSigtermBeforeItsProcessEnds() throws Exception {
        Process process = launch("drains");
        BufferedReader output = process.inputReader();
        readUntil(output, "works");

        process.toHandle().destroy(); // unlike Process.destroy, leaves the output readable

        assertThat(output.lines()).containsExactly("drained", "closed");
        assertThat(process.waitFor()).isEqualTo(ENDED_BY_SIGTERM);
    }

    @Test
    void aRoleThatDoesNotDrainInTimeSaysSoAndExitsWithItsOwnCode() throws Exception {
        Process process = launch("hangs");
        BufferedReader output = process.inputReader();
        readUntil(output, "works");

        process.toHandle().destroy(); // unlike Process.destroy, leaves the output readable

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.DRAIN_TIMED_OUT.status());
        assertThat(output.lines())
                .containsExactly(
                        "closed", "test: expected to drain within 200ms (drain.timeout), still had work in hand");
    }

    private static Process launch(String behaviour) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Launched.class.getName(),
                behaviour);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void readUntil(BufferedReader output, String line) throws IOException {
        String read = output.readLine();
        while (!line.equals(read)) {
            assertThat(read).as("a line of the process").isNotNull();
            read = output.readLine();
        }
    }

    static final class Launched {
        public static void main(String[] args) {
            boolean hangs = args[0].equals("hangs");
            Agent agent = new SpokenAgent(hangs ? new StuckAgent("test") : new RecordingAgent("test"));
            RoleMain.main(new TestRole("test", List.of(agent)), new String[] {
                "--kafka.bootstrap.servers", "127.0.0.1:9092", "--drain.timeout", hangs ? "200ms" : "20s"
            });
        }
    }

    /** Says on standard output what was done, when it is done. */
    private record SpokenAgent(RecordingAgent agent) implements Agent {
        @Override
        public String roleName() {
            return agent.roleName();
        }

        @Override
        public int doWork() throws InterruptedException {
            System.out.println("works");
            return agent.doWork();
        }

        @Override
        public void wakeup() {
            agent.wakeup();
        }

        @Override
        public boolean drain() throws InterruptedException {
            boolean drained = agent.drain();
            System.out.println("drained");
            return drained;
        }

        @Override
        public void onClose() {
            System.out.println("closed");
        }
    }
}
