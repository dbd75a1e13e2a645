package io.ddpo.sampler;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.Trajectory;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RolloutRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * Stable Diffusion with its GPU replaced by the time that it takes: latents of 4×64×64 out of a pool, one picture,
 * and weights that are copied to nowhere. A step ends when it is due, however busy the processor is.
 */
final class SimulatedModel implements SamplerModel {
    private static final int[] LATENT = {4, 64, 64};
    private static final int POOL = 64;

    private final String baseDigest;
    private final Duration each;
    private final Simulation.Listener listener;
    private final float[][] latents;
    private final SimulatedDecoder decoder;
    private float[] device = new float[0];

    /**
     * @param each sample's share of the time that a batch takes
     * @param picture pixels of a picture's side
     * @param listener told when a request is begun, its weights in place
     */
    SimulatedModel(String baseDigest, Duration each, int picture, Simulation.Listener listener, long seed) {
        this.baseDigest = baseDigest;
        this.each = each;
        this.listener = listener;
        Random random = new Random(seed);
        this.latents = new float[POOL][];
        for (int i = 0; i < POOL; i++) {
            latents[i] = noise(random);
        }
        this.decoder = new SimulatedDecoder(picture, random);
    }

    /** Of either type without loss. */
    private static float[] noise(Random random) {
        float[] values = new float[LATENT[0] * LATENT[1] * LATENT[2]];
        for (int i = 0; i < values.length; i++) {
            values[i] = HalfFloats.toFloat(HalfFloats.round((float) random.nextGaussian()));
        }
        return values;
    }

    /** Bytes of the latents of one trajectory. */
    static int latentBytes(int steps, LatentDtype type) {
        return (steps + 1) * LATENT[0] * LATENT[1] * LATENT[2] * (type == LatentDtype.FLOAT16 ? 2 : 4);
    }

    @Override
    public String baseDigest() {
        return baseDigest;
    }

    @Override
    public int[] latentShape() {
        return LATENT.clone();
    }

    @Override
    public LatentDecoder decoder() {
        return decoder;
    }

    /** Each tensor goes through one buffer, as it would on its way to a device. */
    @Override
    public void restore(TensorSource weights) throws IOException {
        for (String name : weights.names()) {
            float[] values = weights.floats(name).values();
            if (device.length < values.length) {
                device = new float[values.length];
            }
            System.arraycopy(values, 0, device, 0, values.length);
        }
    }

    @Override
    public List<Trajectory> sample(RolloutRequest request, Progress progress) {
        listener.begun(request);
        int steps = request.getSampling().getSteps();
        int batch = request.getSamples().size();
        long start = System.nanoTime();
        for (int step = 1; step <= steps; step++) {
            long due = start + each.toNanos() * batch * step / steps;
            Utils.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            progress.steps(step, steps);
        }
        return request.getSamples().stream()
                .map(sample -> trajectory(steps, Math.floorMod(sample.getSeed(), POOL)))
                .toList();
    }

    private Trajectory trajectory(int steps, int first) {
        float[][] drawn = IntStream.rangeClosed(0, steps)
                .mapToObj(step -> latents[(first + step) % POOL])
                .toArray(float[][]::new);
        int[] timesteps = IntStream.range(0, steps)
                .map(step -> 1000 - 1000 * step / steps)
                .toArray();
        return new Trajectory(drawn, timesteps, new float[steps], drawn);
    }

    @Override
    public void close() {
        decoder.close();
    }

    /** Pictures of colours that flow into each other, with noise: they deflate about as a photograph does. */
    private static final class SimulatedDecoder implements LatentDecoder {
        private final int size;
        private final Picture picture;

        SimulatedDecoder(int size, Random random) {
            this.size = size;
            float[] values = new float[3 * size * size];
            for (int i = 0; i < values.length; i++) {
                double across = (double) (i % size) / size;
                double down = (double) (i / size % size) / size;
                values[i] = (float) (across + down - 1 + random.nextInt(16) / 128.0);
            }
            picture = new Picture(values, size, size);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public boolean isImmediate() {
            return false;
        }

        @Override
        public Picture decode(float[] latent) {
            return picture;
        }

        @Override
        public void close() {}
    }
}
