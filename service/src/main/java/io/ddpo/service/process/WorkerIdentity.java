package io.ddpo.service.process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who this is.
 *
 * @param name unique in the run
 * @param host machine it runs on
 * @param pid process there
 * @param startedAt when it began
 */
public record WorkerIdentity(String name, String host, long pid, Instant startedAt) {
    /** This process; without a name, one of role, host and process id, which no other has at the same time. */
    public static WorkerIdentity here(String role, Optional<String> name, Instant now) {
        String host = thisHost();
        long pid = ProcessHandle.current().pid();
        return new WorkerIdentity(
                name.orElseGet(() -> role + "-" + host.replaceAll("[^\\w.-]", "-") + "-" + pid), host, pid, now);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine whose own name does not resolve still has this one
        }
    }
}
