package io.ddpo.local.demo;

import io.ddpo.console.launch.Preview;
import io.ddpo.console.launch.Preview.Fact;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A replay before it is one.
 *
 * @param specification of the new run
 * @param trajectories that it reads; those of iterations that are not closed yet as many as are requested
 * @param bytes of them
 * @param seconds by what the source took; empty where that is not known
 */
record ReplayPlan(
        SourceRun source, RunSpecification specification, long trajectories, long bytes, Optional<Double> seconds) {

    /**
     * Plans a replay.
     *
     * @param name of the new run
     * @throws IllegalArgumentException with every problem of the new run
     * @throws io.ddpo.service.FatalRoleException if the source has not what is asked for
     */
    static ReplayPlan of(SourceRun source, String name, ReplayChoice choice, RunChanges changes) {
        source.specification().getReplay().ifPresent(replay -> {
            throw SourceRun.refusal("run %s: expected a run with samples of its own, found a replay of %s; replay that"
                    .formatted(source.name(), replay.getRun()));
        });
        List<Integer> iterations = iterations(source, choice);
        RunSpecification.Builder like = RunSpecification.newBuilder(source.at(source.last()))
                .setRun(name)
                .setStaleness(0)
                .setOrigin(null)
                .setIterations(iterations.size());
        boolean rescored = changes.reward()
                .filter(reward -> !reward.equals(like.getReward()))
                .isPresent();
        Optional<WeightsManifest> beginning = beginning(source, iterations.get(0), choice, changes.of(like));
        RunSpecification specification = changes.of(like.setOrigin(beginning
                        .map(version -> source.origin(version, !rescored))
                        .orElse(null))
                .setReplay(new Replay(source.name(), iterations, rescored)));
        long trajectories = iterations.stream()
                .mapToLong(iteration -> trajectories(source, iteration))
                .sum();
        long bytes = source.trajectory().map(source.log()::size).orElse(0) * trajectories;
        return new ReplayPlan(
                source, specification, trajectories, bytes, source.cost().seconds(specification, trajectories));
    }

    private static List<Integer> iterations(SourceRun source, ReplayChoice choice) {
        int closed = source.closed().keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        int to = choice.toIteration().orElse(closed);
        int last = source.isOver()
                ? closed
                : Math.max(closed, source.at(source.last()).getIterations() - 1);
        if (to < 0 || to > last) {
            throw SourceRun.refusal(
                    "run %s: expected a last iteration that it has closed or will close, 0 to %d, got %s"
                            .formatted(source.name(), last, to < 0 ? "none" : to));
        }
        List<Integer> iterations = IntStream.rangeClosed(choice.fromIteration().orElse(0), to)
                .filter(source::isSound)
                .boxed()
                .toList();
        if (iterations.isEmpty()) {
            throw SourceRun.refusal("run %s: expected an iteration from --from-iteration to %d, found none"
                    .formatted(source.name(), to));
        }
        return iterations;
    }

    private static Optional<WeightsManifest> beginning(
            SourceRun source, int first, ReplayChoice choice, RunSpecification specification) {
        if (choice.version().isPresent()) {
            return choice.version().map(source::version);
        }
        return isPolicyGradient(specification)
                ? source.makerOf(first).filter(maker -> !source.isBase(maker) && source.keepsWeights(maker))
                : Optional.empty();
    }

    /** Whether it matters to the loss who made a sample. */
    private static boolean isPolicyGradient(RunSpecification specification) {
        Algorithm algorithm = specification.getObjective().getAlgorithm();
        return algorithm == Algorithm.DDPO_IS || algorithm == Algorithm.DDPO_SF;
    }

    private static long trajectories(SourceRun source, int iteration) {
        IterationClosed closing = source.closed().get(iteration);
        return closing == null
                ? source.specification().getSamplesPerIteration()
                : closing.getTrajectoryIds().size();
    }

    /** What would be done. */
    Preview preview() {
        Replay replay = specification.getReplay().orElseThrow();
        List<Integer> iterations = replay.getIterations();
        String from = specification
                .getOrigin()
                .map(origin -> "version %d of %s%s"
                        .formatted(
                                origin.getVersion(),
                                origin.getRun(),
                                origin.getOptimizer() ? "" : ", the optimiser anew, since its moments are not kept"))
                .orElse("the base model");
        return new Preview(
                "replay of run %s as %s".formatted(source.name(), specification.getRun()),
                List.of(
                        new Fact("iterations", iterations(iterations)),
                        new Fact("trajectories", "%,d, about %s".formatted(trajectories, megabytes())),
                        new Fact(
                                "reward",
                                "%s, %s"
                                        .formatted(
                                                specification.getReward().getName(),
                                                replay.getRescored()
                                                        ? "every sample scored anew"
                                                        : "as it was scored")),
                        new Fact("begins with", from),
                        new Fact("learns by", learnsBy()),
                        new Fact(
                                "takes",
                                seconds.map(ReplayPlan::duration)
                                        .orElse("nobody knows: the source has not trained yet"))));
    }

    private static String iterations(List<Integer> numbers) {
        return "%d, from %d to %d".formatted(numbers.size(), numbers.get(0), numbers.get(numbers.size() - 1));
    }

    private String megabytes() {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String duration(double seconds) {
        return seconds < 90
                ? "about %d s at the speed of the source".formatted(Math.round(seconds))
                : "about %d min at the speed of the source".formatted(Math.round(seconds / 60));
    }

    private String learnsBy() {
        Algorithm algorithm = specification.getObjective().getAlgorithm();
        String name = algorithm.name().replace('_', '-');
        if (!isPolicyGradient(specification)) {
            return name;
        }
        boolean onPolicy =
                isMadeBy(specification.getReplay().orElseThrow().getIterations().get(0));
        return name + (onPolicy ? ", starting at the version that made the first samples;" : ",")
                + " the decoupled objective for samples of another policy";
    }

    private boolean isMadeBy(int iteration) {
        Optional<Integer> beginning = specification.getOrigin().map(Origin::getVersion);
        return source.makerOf(iteration)
                .filter(maker ->
                        beginning.map(version -> version == maker.getVersion()).orElseGet(() -> source.isBase(maker)))
                .isPresent();
    }
}
