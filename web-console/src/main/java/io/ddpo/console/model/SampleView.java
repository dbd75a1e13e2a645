package io.ddpo.console.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * A sample as pages show it.
 *
 * @param set {@code training} or {@code evaluation}
 * @param seed as text: it has 64 bits, a number in a browser 53
 * @param reward null where there is none
 * @param failureStage what was being done when it failed; null where it did not
 * @param picture whether there is one
 * @param advantage null where there is none, or not yet
 */
public record SampleView(
        String id,
        String set,
        int iteration,
        int version,
        String requestId,
        int index,
        String prompt,
        Map<String, String> metadata,
        String seed,
        String sampler,
        Double reward,
        Map<String, Double> components,
        String failureStage,
        String failureReason,
        boolean picture,
        AdvantageView advantage) {

    static SampleView of(Sample sample, AdvantageView advantage) {
        return new SampleView(
                sample.id(),
                sample.evaluation() ? "evaluation" : "training",
                sample.iteration(),
                sample.version(),
                sample.requestId(),
                sample.index(),
                sample.prompt(),
                new TreeMap<>(sample.metadata()),
                Long.toString(sample.seed()),
                sample.sampler(),
                sample.isScored() ? sample.reward() : null,
                new TreeMap<>(sample.components()),
                sample.failure().map(failure -> failure.getStage()).orElse(null),
                sample.failure().map(failure -> failure.getReason()).orElse(null),
                sample.hasPicture(),
                advantage);
    }
}
