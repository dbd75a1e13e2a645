package io.ddpo.local.demo;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.schemas.specification.ChangeableSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run that others come from, as its log was at one moment. It is only read.
 *
 * @param specification as it was created
 * @param versions the manifest of each version, in order; at least one
 * @param closed closing records by iteration
 * @param trajectory where one of its trajectories lies
 */
record SourceRun(
        DemoLog log,
        RunSpecification specification,
        List<WeightsManifest> versions,
        Map<Integer, IterationClosed> closed,
        Optional<Location> trajectory,
        Cost cost) {
    private static final String TRAINED_ITERATIONS = "trainedIterations";

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is no such run, or it has no version yet */
    static SourceRun read(DemoLog log) {
        String run = log.run().run();
        RunSpecification specification =
                log.existing().orElseThrow(() -> refusal("run " + run + ": expected a run of the cluster, found none"));
        List<WeightsManifest> versions = log.versions();
        if (versions.isEmpty()) {
            throw refusal("run " + run + ": expected at least version 0, found none");
        }
        Map<Integer, IterationClosed> closed = new TreeMap<>();
        List<Location> locations = new ArrayList<>();
        log.scan().each(log.run().advantages(), AdvantageEntry.class, message -> {
            if (message.value().getEntry() instanceof IterationClosed closing) {
                closed.putIfAbsent(message.value().getIteration(), closing);
            } else if (locations.isEmpty()) {
                locations.add(((Advantage) message.value().getEntry()).getTrajectory());
            }
        });
        List<Metric> metrics = new ArrayList<>();
        log.scan().each(log.run().metrics(), Metric.class, message -> metrics.add(message.value()));
        return new SourceRun(
                log, specification, versions, closed, locations.stream().findFirst(), Cost.of(metrics));
    }

    String name() {
        return specification.getRun();
    }

    WeightsManifest last() {
        return versions.get(versions.size() - 1);
    }

    /** Whether no more iterations will be closed. */
    boolean isOver() {
        return last().getState() == RunState.FINISHED || last().getState() == RunState.STOPPED;
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is no such version */
    WeightsManifest version(int number) {
        return versions.stream()
                .filter(version -> version.getVersion() == number)
                .findFirst()
                .orElseThrow(() -> refusal("run %s: expected version %d, found versions 0 to %d"
                        .formatted(name(), number, last().getVersion())));
    }

    /** The version that made the samples of an iteration. */
    Optional<WeightsManifest> makerOf(int iteration) {
        return Optional.ofNullable(closed.get(iteration)).map(closing -> version(closing.getPolicyVersion()));
    }

    /** Whether a version is the base model as this run began with it. */
    boolean isBase(WeightsManifest version) {
        return version.getVersion() == 0 && specification.getOrigin().isEmpty();
    }

    boolean keepsWeights(WeightsManifest version) {
        return isKept(version, ChunkKind.WEIGHTS);
    }

    /** What it was at a version. */
    RunSpecification at(WeightsManifest version) {
        return ChangeableSettings.apply(specification, version.getSettings());
    }

    /** Whether an iteration was trained on, or may still be: those of samplers that broke the contract were not. */
    boolean isSound(int iteration) {
        return versions.stream()
                .filter(before -> before.getIteration() == iteration)
                .findFirst()
                .flatMap(before -> versions.stream()
                        .filter(after -> after.getVersion() == before.getVersion() + 1)
                        .findFirst()
                        .map(after -> trained(after) > trained(before)))
                .orElse(true);
    }

    /**
     * Makes a version what another run begins with.
     *
     * @param sameReward whether that run has the same reward, so that its tracker goes on
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the weights are not kept
     */
    Origin origin(WeightsManifest version, boolean sameReward) {
        if (!keepsWeights(version)) {
            throw refusal("run %s: expected the weights of version %d, which it did not keep"
                    .formatted(name(), version.getVersion()));
        }
        return Origin.newBuilder()
                .setRun(name())
                .setVersion(version.getVersion())
                .setPolicySha256(version.getPolicySha256())
                .setRounds(rounds(version))
                .setOptimizer(isKept(version, ChunkKind.TRAINING_STATE))
                .setAdvantagesOffset(sameReward ? version.getNextAdvantagesOffset() : 0)
                .build();
    }

    /** What the iteration that followed a version was drawn by, or would have been. */
    private int rounds(WeightsManifest version) {
        int before = specification.getOrigin().map(Origin::getRounds).orElse(0);
        return version.getOpenIterations().stream()
                .findFirst()
                .map(OpenIteration::getRound)
                .orElse(before + trained(version));
    }

    /** Iterations that it had trained on at a version. */
    int trained(WeightsManifest version) {
        return Math.toIntExact(version.getCounters().getOrDefault(TRAINED_ITERATIONS, 0L));
    }

    private boolean isKept(WeightsManifest version, ChunkKind kind) {
        try {
            var payload = kind == ChunkKind.WEIGHTS ? Optional.of(version.getWeights()) : version.getTrainingState();
            payload.ifPresent(chunks -> log.verify(chunks, version.getVersion(), kind));
            return payload.isPresent();
        } catch (PayloadException e) {
            return false;
        }
    }

    static FatalRoleException refusal(String sentence) {
        return new FatalRoleException(ExitCode.BAD_INPUT, sentence);
    }
}
