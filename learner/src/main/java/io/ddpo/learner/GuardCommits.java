package io.ddpo.learner;

import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.List;

/**
 * The transactions of a run that is not trained any further for what its guard has said. Pure.
 *
 * @param planner of the others
 */
record GuardCommits(CommitPlanner planner) {

    /** The same version, of which the guard has said something. Unless that is an alert, the run stops at it. */
    Commit judged(WeightsManifest from, Judgement judgement) {
        WeightsManifest.Builder manifest = WeightsManifest.newBuilder(from);
        judgement.found().ifPresent(found -> {
            boolean stops = planner.effective(from).getGuard().getOnOveroptimisation() != OnOveroptimisation.ALERT;
            manifest.setState(stops ? stopped(from.getState()) : from.getState());
            manifest.setStateReason(found.reason());
        });
        return Commit.of(manifest.build()).measuring(judgement.metrics());
    }

    /**
     * A new version with the weights of an earlier one, at which the run ends.
     *
     * @param history manifests of all versions so far, in order
     * @param to the version whose weights are taken
     * @param result of the iteration that is not trained on any more; of a finished run there is none
     */
    Commit rolledBack(
            List<WeightsManifest> history,
            int to,
            Payloads payloads,
            IterationResult result,
            Judgement judgement,
            Instant now) {
        WeightsManifest from = history.get(history.size() - 1);
        boolean finished = from.getState() == RunState.FINISHED;
        String reason = judgement.found().orElseThrow().reason() + "; rolled back to version " + to;
        WeightsManifest back = CommitPlanner.withPayloads(WeightsManifest.newBuilder(from), payloads, now)
                .setVersion(from.getVersion() + 1)
                .setParentVersion(to)
                .setIteration(from.getIteration() + (finished ? 0 : 1))
                .setNextAdvantagesOffset(result.nextAdvantagesOffset())
                .setCounters(Counters.plus(from.getCounters(), result.counted()))
                .setOpenIterations(from.getOpenIterations().stream().skip(1).toList())
                .setState(stopped(from.getState()))
                .setStateReason(reason)
                .build();
        return Commit.of(back).measuring(judgement.metrics()).pruning(planner.pruned(history, planner.effective(back)));
    }

    /** A run that is finished stays so. */
    private static RunState stopped(RunState state) {
        return state == RunState.FINISHED ? state : RunState.STOPPED;
    }
}
