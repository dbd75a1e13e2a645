package io.ddpo.sampler;

import ai.djl.engine.EngineException;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request by sampling it: weights, trajectories, outcomes, in this order, so that whatever a reader finds in
 * the log, what it refers to is there already.
 *
 * @param worker who answers
 * @param run whose requests are answered
 * @param model closed by somebody else
 * @param nanoTime for durations
 */
record SamplingHandler(
        String worker,
        String run,
        SamplerModel model,
        ManifestFollower manifests,
        PolicyVersions versions,
        TrajectoryRecords records,
        LatentStorage storage,
        Outcomes outcomes,
        Publisher publisher,
        LongSupplier nanoTime)
        implements RequestHandler {
    private static final Logger log = LoggerFactory.getLogger(SamplingHandler.class);

    @Override
    public BatchReport handle(RolloutRequest request, Progress progress) throws IOException {
        Laps laps = new Laps(nanoTime);
        try {
            RequestCheck.check(request, run);
            requireBase(request);
            versions.bringTo(request.getPolicyVersion(), progress);
            requireTrust();
            Duration weights = laps.lap();
            List<Trajectory> sampled = model.sample(request, progress);
            Duration computation = laps.lap();
            progress.publishing();
            int failures = publish(request, sampled, progress);
            return new BatchReport(
                    Outcomes.wanted(request).size() - failures, failures, weights, computation, laps.lap());
        } catch (RefusedRequestException e) {
            progress.publishing();
            List<Outcome> refused = outcomes.refused(request, e);
            publisher.outcomes(refused);
            log.atWarn()
                    .addKeyValue("run", run)
                    .addKeyValue("iteration", request.getIteration())
                    .log(e.getMessage());
            return new BatchReport(0, refused.size(), Duration.ZERO, Duration.ZERO, laps.lap());
        } catch (EngineException e) {
            throw new FatalRoleException(
                    ExitCode.RESOURCES,
                    "device: expected to sample request %s, failed: %s".formatted(request.getId(), firstLine(e)),
                    e);
        }
    }

    @Override
    public OptionalInt policyVersion() {
        return versions.current();
    }

    @Override
    public boolean isRunOver() {
        requireTrust();
        return manifests.isRunOver();
    }

    /** The manifest is what every sampler reads before it samples. */
    private void requireTrust() {
        manifests.read(Duration.ZERO);
        if (manifests.isQuarantined(worker)) {
            throw new QuarantinedException(worker, run);
        }
    }

    private void requireBase(RolloutRequest request) {
        if (!request.getBaseDigest().equals(model.baseDigest())) {
            throw new FatalRoleException(
                    ExitCode.CONTRACT_BROKEN,
                    "request %s: expected a sampler whose base model has digest %s, found one with %s"
                            .formatted(request.getId(), request.getBaseDigest(), model.baseDigest()));
        }
    }

    /** Publishes trajectories, then outcomes: how many of these are failures. */
    private int publish(RolloutRequest request, List<Trajectory> sampled, Progress progress) {
        List<Outcome> ended = new ArrayList<>();
        List<Integer> sound = new ArrayList<>();
        for (int index : Outcomes.wanted(request)) {
            Optional<String> fault = TrajectoryRecords.fault(sampled.get(index));
            fault.ifPresentOrElse(reason -> ended.add(outcomes.failed(request, index, reason)), () -> sound.add(index));
        }
        int failures = ended.size();
        List<Location> locations = publisher.trajectories(sound.stream()
                .map(index -> {
                    progress.alive(); // storing large latents may take long as well
                    return storage.placed(records.of(request, index, sampled.get(index)));
                })
                .toList());
        for (int i = 0; i < locations.size(); i++) {
            progress.alive(); // decoding a batch may take longer than a request may be silent
            int index = sound.get(i);
            ended.add(outcomes.picture(request, index, records.picture(sampled.get(index)), locations.get(i)));
        }
        publisher.outcomes(ended);
        return failures;
    }

    /** libtorch appends its stack trace to the message. */
    private static String firstLine(EngineException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }
}
