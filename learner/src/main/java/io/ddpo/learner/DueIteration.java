package io.ddpo.learner;

import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The iteration that is trained on next: the oldest that is open at a version, or in a replay the next one of the other
 * run.
 *
 * @param iteration its number in this run
 * @param round what everything random in its training is drawn by
 * @param policyVersion version that its samples were requested with; empty in a replay
 * @param requests as they were issued; none in a replay
 * @param ids of its samples, in canonical order; in a replay they are those of the other run
 * @param ahead ids of the samples that are requested for iterations after it
 * @param since when it was requested; in a replay when it became the next one
 */
record DueIteration(
        int iteration,
        int round,
        Optional<Integer> policyVersion,
        List<RolloutRequest> requests,
        List<String> ids,
        List<String> ahead,
        Instant since) {

    DueIteration {
        requests = List.copyOf(requests);
        ids = List.copyOf(ids);
        ahead = List.copyOf(ahead);
    }

    /**
     * Of a version at which a run goes on.
     *
     * @param specification with the settings in effect
     */
    static DueIteration at(WeightsManifest version, RunSpecification specification) {
        return specification
                .getReplay()
                .map(replay -> replayed(version, specification, replay))
                .orElseGet(() -> requested(version, specification));
    }

    private static DueIteration replayed(WeightsManifest version, RunSpecification specification, Replay replay) {
        int iteration = version.getIteration();
        return new DueIteration(
                iteration,
                Admission.of(specification).round(version, iteration),
                Optional.empty(),
                List.of(),
                new Planner(specification).ids(replay.getIterations().get(iteration)),
                List.of(),
                version.getCreatedAt());
    }

    private static DueIteration requested(WeightsManifest version, RunSpecification specification) {
        Planner planner = new Planner(specification);
        List<OpenIteration> oldestFirst = open(version, specification);
        OpenIteration oldest = oldestFirst.get(0);
        return new DueIteration(
                oldest.getIteration(),
                oldest.getRound(),
                Optional.of(oldest.getPolicyVersion()),
                planner.training(oldest),
                planner.ids(oldest.getIteration()),
                oldestFirst.stream()
                        .skip(1)
                        .flatMap(later -> planner.ids(later.getIteration()).stream())
                        .toList(),
                oldest.getRequestedAt());
    }

    /** Releases that trained in lockstep only listed none, and had requested the next one with the version. */
    private static List<OpenIteration> open(WeightsManifest version, RunSpecification specification) {
        if (!version.getOpenIterations().isEmpty()) {
            return version.getOpenIterations();
        }
        int iteration = version.getIteration();
        int round = Admission.of(specification).round(version, iteration);
        return List.of(new OpenIteration(iteration, round, version.getVersion(), version.getCreatedAt()));
    }
}
