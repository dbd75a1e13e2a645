package io.ddpo.diffusion.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the passes of a UNet hold in memory beside its weights, counted from its configuration. All counts are numbers
 * for one row of the batch; with guidance a sample has two rows.
 */
public final class Activations {

    /** A ResNet block keeps, of its input and of its output size each: input of the norm, of SiLU, of the convolution. */
    private static final int RESNET = 3;

    /**
     * A transformer keeps, in token sequences of its width: 1 normalised image, 5 inputs and 3 outputs of layer norms and
     * residuals, 4 queries, keys and values of pixels (those of the text are few), 2 results of attention, twice laid
     * out, and of the gated feed-forward 8 before, 4 and 4 after the gate.
     */
    private static final int TRANSFORMER = 33;

    /** Without gradients, in progress: two residuals, and the feed-forward. */
    private static final int TRANSFORMER_TRANSIENT = 18;

    /** Without gradients, until its segment ends: tokens before and after its block, and its result. */
    private static final int TRANSFORMER_RESULTS = 3;

    /** What the backward pass of one operation holds at a time: the gradients of its result and of its inputs. */
    private static final int BACKWARD_TRANSIENT = 3;

    private record Segment(long saved, long results, long passing, long largest) {}

    private final List<Segment> segments = new ArrayList<>();

    /** Counts. */
    public Activations(UNetConfig config) {
        int blocks = config.blockOutChannels().size();
        long side = config.sampleSize();
        List<Long> skips = new ArrayList<>();
        long first = config.blockOutChannels().get(0) * side * side;
        segments.add(new Segment(config.inChannels() * side * side, first, first, first));
        skips.add(first);
        for (int i = 0; i < blocks; i++) {
            Counter counter = new Counter(side);
            long out = config.blockOutChannels().get(i);
            long in = config.blockOutChannels().get(Math.max(0, i - 1));
            boolean attends = config.downBlockTypes().get(i).equals(UNetConfig.CROSS_ATTENTION_DOWN);
            long results = 0;
            for (int layer = 0; layer < config.layersPerBlock(); layer++) {
                counter.layer(layer == 0 ? in : out, out, attends);
                skips.add(out * side * side);
                results += out * side * side;
            }
            if (i < blocks - 1) {
                side = (side + 1) / 2;
                skips.add(out * side * side);
                results += out * side * side;
            }
            segments.add(counter.segment(results));
        }
        Counter mid = new Counter(side);
        long coarsest = config.blockOutChannels().get(blocks - 1);
        mid.layer(coarsest, coarsest, true);
        mid.layer(coarsest, coarsest, false);
        segments.add(mid.segment(coarsest * side * side));
        long below = coarsest;
        for (int i = 0; i < blocks; i++) {
            Counter counter = new Counter(side);
            long out = config.blockOutChannels().get(blocks - 1 - i);
            boolean attends = config.upBlockTypes().get(i).equals(UNetConfig.CROSS_ATTENTION_UP);
            for (int layer = 0; layer <= config.layersPerBlock(); layer++) {
                long skip = skips.remove(skips.size() - 1) / (side * side);
                long joined = (layer == 0 ? below : out) + skip;
                counter.joined(joined);
                counter.layer(joined, out, attends);
            }
            if (i < blocks - 1) {
                side = (long) Math.sqrt(skips.get(skips.size() - 1)
                        / (double) config.blockOutChannels().get(blocks - 2 - i));
                counter.upsampled(out * side * side);
            }
            segments.add(counter.segment(out * side * side));
            below = out;
        }
        segments.add(new Segment(2 * first, config.outChannels() * side * side, 3 * first, first));
    }

    /** What a training step keeps and works with, the graph of the whole network. */
    public long training() {
        return sum(Segment::saved) + BACKWARD_TRANSIENT * largest(Segment::largest);
    }

    /** The same with gradient checkpointing: results of all segments, and the graph of the largest. */
    public long checkpointedTraining() {
        return sum(Segment::results) + largest(Segment::saved) + BACKWARD_TRANSIENT * largest(Segment::largest);
    }

    /** What sampling works with: results of the segments so far, and what is in progress in one. */
    public long sampling() {
        long peak = 0;
        long results = 0;
        for (Segment segment : segments) {
            peak = Math.max(peak, results + segment.passing());
            results += segment.results();
        }
        return peak;
    }

    private long sum(ToLongFunction<Segment> count) {
        return segments.stream().mapToLong(count).sum();
    }

    private long largest(ToLongFunction<Segment> count) {
        return segments.stream().mapToLong(count).max().orElseThrow();
    }

    /** Of the layers of one block, all images of which have the same size. */
    private static final class Counter {
        private final long pixels;
        private long saved;
        private long results;
        private long passing;
        private long largest;

        Counter(long side) {
            this.pixels = side * side;
        }

        /** An input that is copied together from what is below and a result of the way down. */
        void joined(long channels) {
            results += channels * pixels;
        }

        void layer(long in, long out, boolean attends) {
            saved += RESNET * (in + out) * pixels;
            // normalised input, its SiLU and the result
            inProgress((2 * in + out) * pixels);
            results += out * pixels;
            largest = Math.max(largest, Math.max(in, out) * pixels);
            if (attends) {
                saved += TRANSFORMER * out * pixels;
                inProgress(TRANSFORMER_TRANSIENT * out * pixels);
                results += TRANSFORMER_RESULTS * out * pixels;
                largest = Math.max(largest, 8 * out * pixels);
            }
        }

        void upsampled(long numbers) {
            saved += numbers;
            inProgress(2 * numbers);
            largest = Math.max(largest, numbers);
        }

        private void inProgress(long numbers) {
            passing = Math.max(passing, results + numbers);
        }

        Segment segment(long ofSegment) {
            return new Segment(saved, ofSegment, passing, largest);
        }
    }
}
