package io.ddpo.local.demo;

import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Preview;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import java.io.IOException;
import java.util.Optional;

/**
 * A replay or fork that a console asks for, before it is one.
 *
 * @param specification of the new run
 */
record LaunchPlan(RunSpecification specification, Preview preview) {
    /**
     * Plans it.
     *
     * @throws IllegalArgumentException with every problem of the new run
     * @throws io.ddpo.service.FatalRoleException if the source has not what is asked for, or the model is another one
     */
    static LaunchPlan of(SourceRun source, LaunchRequest request) throws IOException {
        RunChanges changes = new RunChanges(
                request.algorithm().map(DemoAlgorithm::of),
                request.reward().map(name -> new RewardSettings(name, request.rewardParameters())),
                request.settings());
        LaunchPlan plan = request.kind() == LaunchRequest.Kind.FORK
                ? fork(source, request, changes)
                : replay(source, request, changes);
        BaseModels.of(plan.specification(), Optional.empty());
        RewardNeeds.require(plan.specification());
        return plan;
    }

    private static LaunchPlan fork(SourceRun source, LaunchRequest request, RunChanges changes) {
        ForkPlan fork = ForkPlan.of(source, request.name(), request.version().orElseThrow(), changes);
        return new LaunchPlan(fork.specification(), fork.preview());
    }

    private static LaunchPlan replay(SourceRun source, LaunchRequest request, RunChanges changes) {
        ReplayChoice choice = new ReplayChoice(request.fromIteration(), request.toIteration(), request.version());
        ReplayPlan replay = ReplayPlan.of(source, request.name(), choice, changes);
        return new LaunchPlan(replay.specification(), replay.preview());
    }
}
