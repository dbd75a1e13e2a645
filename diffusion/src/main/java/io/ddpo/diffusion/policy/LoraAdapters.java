package io.ddpo.diffusion.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adapters on a frozen UNet, under the names of PEFT: {@code unet.….to_q.lora_A.weight} and {@code .lora_B.weight}. */
final class LoraAdapters implements Trainable {

    private static final String WEIGHT = ".weight";

    private final Kernels kernels;
    private final Weights base;
    private final double scale;
    private final Map<String, Pair> pairs = new TreeMap<>();
    private final SortedMap<String, NDArray> tensors = new TreeMap<>();

    private record Pair(NDArray a, NDArray b) {}

    /**
     * Starts as the base: A is drawn from N(0, 1/rank²), B is zero.
     *
     * @param base with the adapted weights in fp32, whatever it computes in: added to a weight that is rounded already,
     *     a small update would round to nothing
     */
    LoraAdapters(Kernels kernels, Weights base, LoraSettings settings) {
        this.kernels = kernels;
        this.base = base;
        this.scale = settings.scale();
        base.all().forEach((name, weight) -> {
            if (settings.adapts(name)) {
                adapt(name, weight, settings);
            }
        });
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException(
                    "LoRA targets: expected layers of the UNet, came " + settings.targets() + ", which match none");
        }
    }

    private void adapt(String name, NDArray weight, LoraSettings settings) {
        int in = (int) weight.getShape().get(1);
        int out = (int) weight.getShape().get(0);
        float[] a = new float[settings.rank() * in];
        Noise.normals(settings.seed(), pairs.size(), a, 0, a.length);
        for (int i = 0; i < a.length; i++) {
            a[i] /= settings.rank();
        }
        Pair pair = new Pair(
                kept(kernels.floats(a, settings.rank(), in)),
                kept(kernels.floats(new float[out * settings.rank()], out, settings.rank())));
        String module = "unet." + name.substring(0, name.length() - WEIGHT.length());
        pairs.put(name, pair);
        tensors.put(module + ".lora_A.weight", pair.a());
        tensors.put(module + ".lora_B.weight", pair.b());
    }

    private static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    @Override
    public SortedMap<String, NDArray> tensors() {
        return tensors;
    }

    @Override
    public Weights applied() {
        Map<String, NDArray> adapted = new HashMap<>();
        Map<String, Weights.Adapter> contained = new HashMap<>();
        pairs.forEach((name, pair) -> {
            adapted.put(name, kernels.lora(base.get(name), pair.a(), pair.b(), scale, base.precision()));
            contained.put(name, new Weights.Adapter(pair.a(), scale == 1 ? pair.b() : kernels.scale(pair.b(), scale)));
        });
        return base.with(adapted, contained);
    }

    /** The weights without adapters, in the precision that the UNet computes in. */
    Weights unadapted() {
        Map<String, NDArray> rounded = new HashMap<>();
        pairs.keySet().forEach(name -> rounded.put(name, kernels.cast(base.get(name), base.precision())));
        return base.with(rounded);
    }

    @Override
    public void close() {
        tensors.values().forEach(NDArray::close);
        base.close();
    }
}
