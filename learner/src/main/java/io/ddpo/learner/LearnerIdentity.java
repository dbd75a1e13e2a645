package io.ddpo.learner;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/**
 * Who a learner is.
 *
 * @param worker its name in the run
 * @param host machine it runs on
 * @param pid process id there
 * @param device what it computes on
 * @param startedAt when it began
 */
record LearnerIdentity(String worker, String host, long pid, String device, Instant startedAt) {

    /** This process. */
    static LearnerIdentity here(String worker, String device, Instant now) {
        return new LearnerIdentity(worker, thisHost(), ProcessHandle.current().pid(), device, now);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine whose own name does not resolve still has this one
        }
    }
}
