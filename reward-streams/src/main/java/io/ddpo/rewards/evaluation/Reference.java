package io.ddpo.rewards.evaluation;

import io.ddpo.schemas.avro.Reward;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The pictures of version 0, for later ones to be compared with: each picture has a twin there, made for the same prompt
 * from the same seed.
 */
final class Reference {
    private final Map<Twin, ByteBuffer> sketches = new TreeMap<>();

    private record Twin(String prompt, long seed) implements Comparable<Twin> {
        static Twin of(Reward reward) {
            return new Twin(reward.getPrompt(), reward.getSeed());
        }

        @Override
        public int compareTo(Twin other) {
            int byPrompt = prompt.compareTo(other.prompt);
            return byPrompt == 0 ? Long.compare(seed, other.seed) : byPrompt;
        }
    }

    /** @param rewards of that version */
    Reference(List<Reward> rewards) {
        for (Reward reward : rewards) {
            reward.getSketch().ifPresent(sketch -> sketches.put(Twin.of(reward), sketch));
        }
    }

    /**
     * Share of pictures that are still nearer to their own twin than to any other picture of the reference, in [0, 1]:
     * 1 for the reference itself. NaN if none has a twin.
     */
    double recognised(List<Reward> rewards) {
        return mean(rewards.stream().filter(this::hasTwin).mapToDouble(reward -> isRecognised(reward) ? 1 : 0));
    }

    private boolean isRecognised(Reward reward) {
        double own = change(reward);
        ByteBuffer sketch = reward.getSketch().orElseThrow();
        Twin twin = Twin.of(reward);
        return sketches.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(twin))
                .allMatch(entry -> own < Sketches.distance(sketch, entry.getValue()));
    }

    /** Mean distance of pictures to their twins, as {@link Sketches} measures it; NaN if none has one. */
    double change(List<Reward> rewards) {
        return mean(rewards.stream().filter(this::hasTwin).mapToDouble(this::change));
    }

    private double change(Reward reward) {
        return Sketches.distance(reward.getSketch().orElseThrow(), sketches.get(Twin.of(reward)));
    }

    private boolean hasTwin(Reward reward) {
        return reward.getSketch().isPresent() && sketches.containsKey(Twin.of(reward));
    }

    private static double mean(DoubleStream values) {
        OptionalDouble mean = values.average();
        return mean.orElse(Double.NaN);
    }
}
