package io.ddpo.sampler;

import io.ddpo.service.Closer;
import io.ddpo.service.kafka.WorkQueue;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a sampler has at hand while it is a member of its group.
 *
 * @param requests held and settled by the agent's thread alone
 * @param handler does the work, on a thread of its own
 * @param clients to be closed when the sampler leaves
 * @param model to be closed once no work uses it any more
 */
record Workplace(
        WorkQueue requests,
        Intake intake,
        RequestHandler handler,
        Publisher publisher,
        Heartbeats heartbeats,
        SamplerMetrics metrics,
        Closer clients,
        Closer model) {

    /** Opens a workplace. */
    interface Opening {
        /**
         * Opens it, which may wait for the run to be created.
         *
         * @param stopping ends the wait
         * @return empty if it was stopped before
         * @throws io.ddpo.service.FatalRoleException if something is not as it has to be; nothing stays open
         */
        Optional<Workplace> open(BooleanSupplier stopping) throws Exception;
    }
}
