package io.ddpo.console.model;

import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A committed policy version.
 *
 * @param iteration the next iteration to request
 * @param state what the run does from here: running, paused, stopped or finished
 * @param nextControlOffset commands before this offset are taken in
 * @param time of the commit, in milliseconds since the epoch
 */
public record VersionView(
        int version,
        Integer parent,
        int iteration,
        String state,
        String stateReason,
        long nextControlOffset,
        long bytes,
        String policySha256,
        String determinismKey,
        List<String> quarantined,
        Map<String, Long> counters,
        Map<String, String> settings,
        long time) {

    static VersionView of(WeightsManifest manifest) {
        return new VersionView(
                manifest.getVersion(),
                manifest.getParentVersion().orElse(null),
                manifest.getIteration(),
                manifest.getState().name().toLowerCase(Locale.ROOT),
                manifest.getStateReason(),
                manifest.getNextControlOffset(),
                manifest.getWeights().getByteLength(),
                manifest.getPolicySha256(),
                manifest.getDeterminismKey(),
                List.copyOf(manifest.getQuarantined()),
                new TreeMap<>(manifest.getCounters()),
                new TreeMap<>(manifest.getSettings()),
                manifest.getCreatedAt().toEpochMilli());
    }
}
