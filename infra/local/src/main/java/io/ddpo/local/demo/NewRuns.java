package io.ddpo.local.demo;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Replays and forks of a cluster's runs, planned and created. What cannot be done is refused in a sentence.
 *
 * @param registry stays open
 */
record NewRuns(ClusterAccess access, SchemaRegistry registry, InstantSource clock) {
    /** @throws LaunchRefusedException if it cannot be done */
    LaunchPlan plan(LaunchRequest request) {
        return sound(() -> {
            log(request.name()).requireNew();
            return LaunchPlan.of(SourceRun.read(log(request.source())), request);
        });
    }

    /** @throws LaunchRefusedException if it cannot be done */
    RunSpecification create(LaunchRequest request, String who, String why) {
        RunSpecification run = plan(request).specification();
        return sound(() -> {
            log(request.name()).create(run, who, why);
            return run;
        });
    }

    DemoLog log(String run) {
        if (!RunNames.isValid(run)) {
            throw new IllegalArgumentException("name: expected %s, got '%s'".formatted(RunNames.EXPECTED, run));
        }
        return new DemoLog(access, registry, new RunNames(run), clock);
    }

    /** A run as a launch of that state. */
    static Launch launch(RunSpecification run, Launch.State state, String sentence) {
        return run.getReplay()
                .map(Replay::getRun)
                .map(source -> new Launch(run.getRun(), source, LaunchRequest.Kind.REPLAY, state, sentence))
                .orElseGet(() -> new Launch(
                        run.getRun(),
                        run.getOrigin().map(Origin::getRun).orElse(""),
                        LaunchRequest.Kind.FORK,
                        state,
                        sentence));
    }

    private static <T> T sound(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (IllegalArgumentException | FatalRoleException | IOException e) {
            throw new LaunchRefusedException(e.getMessage(), e);
        }
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }
}
