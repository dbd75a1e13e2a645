package io.ddpo.sampler;

import io.ddpo.schemas.avro.RolloutRequest;
import java.util.OptionalInt;

/** Answers rollout requests, one at a time. */
interface RequestHandler {
    /**
     * Answers a request: when this returns, every sample that it wants has an outcome in the log.
     *
     * @param progress is told how far the work is, and may cut it short
     * @throws java.util.concurrent.CancellationException if it was cut short
     * @throws QuarantinedException if the run does not want this sampler's answers
     * @throws io.ddpo.service.FatalRoleException if this sampler is at fault and has to leave
     */
    BatchReport handle(RolloutRequest request, Progress progress) throws Exception;

    /** The weights version in place; empty before the first. */
    OptionalInt policyVersion();

    /**
     * Whether the run is known to have ended. Called while no request is in hand.
     *
     * @throws QuarantinedException if the run does not want this sampler's answers
     */
    boolean isRunOver();
}
