package io.ddpo.local.demo;

import io.ddpo.console.launch.Preview;
import io.ddpo.console.launch.Preview.Fact;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;

/**
 * A fork before it is one.
 *
 * @param specification of the new run
 */
record ForkPlan(RunSpecification specification) {

    /**
     * Plans a fork: the run as it was at a version, from there on, sampling for itself.
     *
     * @param name of the new run
     * @throws IllegalArgumentException with every problem of the new run
     * @throws io.ddpo.service.FatalRoleException if the source has no such version
     */
    static ForkPlan of(SourceRun source, String name, int number, RunChanges changes) {
        WeightsManifest version = source.version(number);
        RunSpecification then = source.at(version);
        boolean sameReward = changes.reward()
                .map(reward -> reward.equals(then.getReward().getName()))
                .orElse(true);
        Origin origin = source.origin(version, sameReward);
        int rest = then.getIterations() - source.trained(version);
        if (rest < 1 && !changes.settings().containsKey("iterations")) {
            throw SourceRun.refusal(
                    "run %s: expected iterations after version %d, found none; say how many with --iterations"
                            .formatted(source.name(), number));
        }
        return new ForkPlan(changes.of(RunSpecification.newBuilder(then)
                .setRun(name)
                .setReplay(null)
                .setOrigin(origin)
                .setIterations(Math.max(1, rest))));
    }

    /** What would be done. */
    Preview preview() {
        Origin origin = specification.getOrigin().orElseThrow();
        return new Preview(
                "fork of run %s as %s".formatted(origin.getRun(), specification.getRun()),
                List.of(
                        new Fact(
                                "begins with",
                                "version %d%s"
                                        .formatted(
                                                origin.getVersion(),
                                                origin.getOptimizer()
                                                        ? ""
                                                        : ", the optimiser anew, since its moments are not kept")),
                        new Fact("tracker", origin.getAdvantagesOffset() > 0 ? "as it was at that version" : "empty"),
                        new Fact(
                                "trains",
                                "%d iterations of %d samples, %s on %s"
                                        .formatted(
                                                specification.getIterations(),
                                                specification.getSamplesPerIteration(),
                                                specification
                                                        .getObjective()
                                                        .getAlgorithm()
                                                        .name()
                                                        .replace('_', '-'),
                                                specification.getReward().getName()))));
    }
}
