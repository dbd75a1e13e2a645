package io.ddpo.rewards.api;

import java.util.Map;

/** What a reward says about one sample: a score, or why there is none. */
public sealed interface Verdict {
    /**
     * A score.
     *
     * @param value the reward, finite
     * @param components what it is made of or what was measured on the way, by name, for the record
     */
    record Score(double value, Map<String, Double> components) implements Verdict {
        /** @throws IllegalArgumentException if a number is not finite: a failure has to be said to be one */
        public Score {
            requireFinite("score", value);
            components = Map.copyOf(components);
            components.forEach((name, component) -> requireFinite("component " + name, component));
        }

        private static void requireFinite(String what, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("%s: expected a finite number, got %s".formatted(what, value));
            }
        }
    }

    /**
     * No score, for a reason that lies in this sample, so that another attempt would end the same way.
     *
     * @param reason one sentence for people
     */
    record Failure(String reason) implements Verdict {
        public Failure {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("reason: expected a sentence, got none");
            }
        }
    }

    /** A score without components. */
    static Verdict score(double value) {
        return new Score(value, Map.of());
    }

    /** A score with its components. */
    static Verdict score(double value, Map<String, Double> components) {
        return new Score(value, components);
    }

    /** A sample that cannot be scored. */
    static Verdict failure(String reason) {
        return new Failure(reason);
    }
}
