package io.ddpo.sampler;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a sampler is.
 *
 * @param worker unique in the run
 * @param host machine it runs on
 * @param pid process there
 * @param device what it computes on
 * @param startedAt when it began
 */
record WorkerIdentity(String worker, String host, long pid, String device, Instant startedAt) {

    /** This process. Without a name it gets one of host and process id, which no other process has at the same time. */
    static WorkerIdentity here(Optional<String> name, String device, Instant now) {
        String host = thisHost();
        long pid = ProcessHandle.current().pid();
        return new WorkerIdentity(
                name.orElseGet(() -> "sampler-" + host.replaceAll("[^\\w.-]", "-") + "-" + pid),
                host,
                pid,
                device,
                now);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine whose own name does not resolve still has this one
        }
    }
}
