package io.ddpo.learner;

import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction of the learner holds.
 *
 * @param manifest the version, or the version again with what has changed about it
 * @param requests to be sampled
 * @param metrics what training showed
 * @param deadLetters commands that were refused
 * @param pruned chunks to be removed
 */
record Commit(
        WeightsManifest manifest,
        List<RolloutRequest> requests,
        List<Metric> metrics,
        List<DeadLetter> deadLetters,
        List<PrunedChunk> pruned) {

    Commit {
        requests = List.copyOf(requests);
        metrics = List.copyOf(metrics);
        deadLetters = List.copyOf(deadLetters);
        pruned = List.copyOf(pruned);
    }

    /** A chunk by its place. */
    record PrunedChunk(String topic, String key) {}

    /** A commit of a manifest alone. */
    static Commit of(WeightsManifest manifest) {
        return new Commit(manifest, List.of(), List.of(), List.of(), List.of());
    }

    Commit requesting(List<RolloutRequest> more) {
        List<RolloutRequest> all = new ArrayList<>(requests);
        all.addAll(more);
        return new Commit(manifest, all, metrics, deadLetters, pruned);
    }

    Commit measuring(List<Metric> more) {
        List<Metric> all = new ArrayList<>(metrics);
        all.addAll(more);
        return new Commit(manifest, requests, all, deadLetters, pruned);
    }

    Commit refusing(List<DeadLetter> all) {
        return new Commit(manifest, requests, metrics, all, pruned);
    }

    Commit pruning(List<PrunedChunk> all) {
        return new Commit(manifest, requests, metrics, deadLetters, all);
    }
}
