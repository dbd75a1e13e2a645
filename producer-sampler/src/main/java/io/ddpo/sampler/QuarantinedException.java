package io.ddpo.sampler;

/** The run does not trust this sampler's log-probabilities any more. The message is one sentence for people. */
final class QuarantinedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QuarantinedException(String worker, String run) {
        super(worker + ": expected log-probabilities that the learner of run " + run
                + " computes too, but it found others and quarantined this sampler");
    }
}
