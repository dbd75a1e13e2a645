package io.ddpo.console.launch;

import java.util.Map;
import java.util.Optional;

/**
 * A new run as it is asked for. What is left out is as in the run that it comes from.
 *
 * @param source the run that it comes from
 * @param name of the new run
 * @param fromIteration first iteration of the source that is replayed; 0 without
 * @param toIteration last iteration of the source that is replayed; the last that is closed without
 * @param version of the source that it begins with; a fork needs one
 * @param algorithm another one: {@code ddpo-is}, {@code ddpo-sf}, {@code rwr} or {@code rwr-sparse}
 * @param reward name of another one
 * @param rewardParameters what that reward is told, by name
 * @param settings new values by path, as {@link io.ddpo.schemas.specification.ChangeableSettings} knows them
 */
public record LaunchRequest(
        Kind kind,
        String source,
        String name,
        Optional<Integer> fromIteration,
        Optional<Integer> toIteration,
        Optional<Integer> version,
        Optional<String> algorithm,
        Optional<String> reward,
        Map<String, String> rewardParameters,
        Map<String, String> settings) {
    /** How it comes from its source. */
    public enum Kind {
        /** It is trained on the samples of the source. */
        REPLAY,
        /** It goes on from a version of the source with samples of its own. */
        FORK
    }

    /** @throws IllegalArgumentException for a fork of no version, or parameters of no reward */
    public LaunchRequest {
        if (kind == Kind.FORK && version.isEmpty()) {
            throw new IllegalArgumentException("version: expected the one to fork, got none");
        }
        if (reward.isEmpty() && !rewardParameters.isEmpty()) {
            throw new IllegalArgumentException("rewardParameters: expected a reward that takes them, got none");
        }
        rewardParameters = Map.copyOf(rewardParameters);
        settings = Map.copyOf(settings);
    }
}
