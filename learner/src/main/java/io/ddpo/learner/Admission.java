package io.ddpo.learner;

import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which iterations a run that samples requests at a version: admission control as in AReaL (Fu et al., 2025), in units of iterations.
 * At most {@code staleness + 1} of them are open, and they are trained on in the order in which they were requested,
 * one a version. So the last of them is trained on {@code staleness} versions after the one that it is sampled with,
 * and no sample is ever too old to be used.
 *
 * @param staleness how many versions an iteration may be behind; 0: lockstep
 * @param iterations to train in all
 * @param rounds that were trained on before the run began, in the one that it comes from
 */
record Admission(int staleness, int iterations, int rounds) {

    static Admission of(RunSpecification specification) {
        return new Admission(
                specification.getStaleness(),
                specification.getIterations(),
                specification.getOrigin().map(Origin::getRounds).orElse(0));
    }

    /** What is requested in addition to what is open; it is sampled with this version. Pure. */
    List<OpenIteration> at(WeightsManifest version, Instant now) {
        int open = version.getOpenIterations().size();
        long left = iterations - Counters.of(version, Counters.TRAINED_ITERATIONS);
        List<OpenIteration> admitted = new ArrayList<>();
        for (int ahead = open; ahead < Math.min(staleness + 1L, left); ahead++) {
            int iteration = version.getIteration() + ahead;
            admitted.add(new OpenIteration(iteration, round(version, iteration), version.getVersion(), now));
        }
        return admitted;
    }

    /**
     * What everything random in an iteration that begins at a version is drawn by. In lockstep one that was given up is
     * drawn again; otherwise the next ones are under way already.
     */
    int round(WeightsManifest version, int iteration) {
        int trained = Math.toIntExact(Counters.of(version, Counters.TRAINED_ITERATIONS));
        return rounds + (staleness == 0 ? trained : iteration);
    }
}
