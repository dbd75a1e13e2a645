package io.ddpo.diffusion.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Kernels.GradientGuard;
import io.ddpo.diffusion.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Named tensors on a device, and the precision in which a model computes with them. A model asks for them by name in
 * each forward pass, so that what it computes with can be swapped (adapters, averages) without touching the model.
 */
public final class Weights implements AutoCloseable {

    private final SortedMap<String, NDArray> tensors;
    private final Map<String, Adapter> adapters;
    private final Precision precision;

    private Weights(SortedMap<String, NDArray> tensors, Precision precision) {
        this(tensors, Map.of(), precision);
    }

    private Weights(SortedMap<String, NDArray> tensors, Map<String, Adapter> adapters, Precision precision) {
        this.tensors = tensors;
        this.adapters = adapters;
        this.precision = precision;
    }

    /** Two factors whose product {@code b · a} is part of a weight. */
    public record Adapter(NDArray a, NDArray b) {}

    /** Copies tensors to the device of the kernels. */
    public static Weights of(Kernels kernels, SortedMap<String, FloatTensor> values) {
        SortedMap<String, NDArray> tensors = new TreeMap<>();
        values.forEach((name, tensor) -> tensors.put(name, kept(kernels.floats(tensor.values(), tensor.shape()))));
        return new Weights(tensors, Precision.FP32);
    }

    /**
     * Reads exactly the declared tensors; others in the file are ignored.
     *
     * @throws BadModelException if one is missing or has another shape
     */
    public static Weights load(Kernels kernels, Path file, Declarations declared) throws IOException {
        return load(kernels, file, declared, Precision.FP32, name -> true);
    }

    /**
     * Reads the declared tensors, one at a time, to compute with in a precision.
     *
     * @param precision in which the others are stored
     * @param inFp32 which of them are stored in fp32 nevertheless, to be cast when they are applied
     * @throws BadModelException if one is missing or has another shape
     */
    public static Weights load(
            Kernels kernels, Path file, Declarations declared, Precision precision, Predicate<String> inFp32)
            throws IOException {
        SortedMap<String, NDArray> tensors = new TreeMap<>();
        try (NDScope scope = new NDScope();
                GradientGuard off = Kernels.withoutGradients()) {
            read(file, declared, (name, tensor) -> {
                NDArray values = kernels.floats(tensor.values(), tensor.shape());
                tensors.put(name, kept(inFp32.test(name) ? values : stored(kernels, values, precision)));
            });
        }
        return new Weights(tensors, precision);
    }

    /** Closes what it does not return, so that no more than one tensor is there twice. */
    private static NDArray stored(Kernels kernels, NDArray values, Precision precision) {
        if (precision == Precision.FP32) {
            return values;
        }
        try (values) {
            return kernels.cast(values, precision);
        }
    }

    /** Reads the declared tensors into Java memory, with the same checks as {@link #load}. */
    public static SortedMap<String, FloatTensor> read(Path file, Declarations declared) throws IOException {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        read(file, declared, values::put);
        return values;
    }

    private static void read(Path file, Declarations declared, BiConsumer<String, FloatTensor> taker)
            throws IOException {
        try (TensorSource source = TensorSource.open(file)) {
            for (Map.Entry<String, Declarations.Declaration> entry :
                    declared.all().entrySet()) {
                String name = entry.getKey();
                String stored = source.names().contains(name) ? name : declared.formerName(name);
                long[] expected = entry.getValue().shape();
                long[] came = source.shape(stored);
                if (!Arrays.equals(expected, came)) {
                    throw new BadModelException(
                            file,
                            "tensor " + stored + ": expected shape " + Arrays.toString(expected)
                                    + " by the folder's config.json, came " + Arrays.toString(came));
                }
                taker.accept(name, source.floats(stored));
            }
        }
    }

    /** A view that answers with the replacements where it has one, and with these tensors elsewhere. */
    public Weights with(Map<String, NDArray> replacements) {
        SortedMap<String, NDArray> view = new TreeMap<>(tensors);
        view.putAll(replacements);
        return new Weights(view, precision);
    }

    /** A view that says of replacements which adapters they contain. */
    public Weights with(Map<String, NDArray> replacements, Map<String, Adapter> contained) {
        return new Weights(with(replacements).tensors, contained, precision);
    }

    /** A and B of each of these weights in turn, or nothing unless all of them are adapted. */
    public List<NDArray> adapters(List<String> names) {
        return adapters.keySet().containsAll(names)
                ? names.stream()
                        .map(adapters::get)
                        .flatMap(adapter -> Stream.of(adapter.a(), adapter.b()))
                        .toList()
                : List.of();
    }

    /** The precision in which a model computes with these. */
    public Precision precision() {
        return precision;
    }

    /** One tensor. */
    public NDArray get(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no weight is named " + name);
        }
        return tensor;
    }

    /** Several tensors in the given order. */
    public List<NDArray> list(Collection<String> names) {
        return names.stream().map(this::get).toList();
    }

    /** All tensors by name, sorted. */
    public SortedMap<String, NDArray> all() {
        return Collections.unmodifiableSortedMap(tensors);
    }

    /** Copies all values, which must be fp32, to the Java side. */
    public SortedMap<String, FloatTensor> values() {
        SortedMap<String, FloatTensor> values = new TreeMap<>();
        tensors.forEach((name, tensor) -> values.put(
                name, new FloatTensor(tensor.toFloatArray(), tensor.getShape().getShape())));
        return values;
    }

    /** Number of scalars. */
    public long count() {
        return tensors.values().stream().mapToLong(NDArray::size).sum();
    }

    private static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    @Override
    public void close() {
        tensors.values().forEach(NDArray::close);
    }
}
