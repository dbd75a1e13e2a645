package ai.djl.pytorch.jni;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A loaded TorchScript module whose methods are called by name, in training mode, so that autograd flows through them.
 *
 * <p>It lives in DJL's package because DJL keeps the call that takes numbers, strings and lists of tensors to itself;
 * the public one ({@link IValueUtils#forward}) returns inference tensors, which can never enter a graph.
 */
public final class KernelModule implements AutoCloseable {

    /** The profiling executor re-specialises on every new shape; plain interpretation is three times cheaper an op. */
    private static final ThreadLocal<Boolean> INTERPRETED = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private final long handle;

    private KernelModule(long handle) {
        this.handle = handle;
    }

    /**
     * Loads a TorchScript archive.
     *
     * @throws IOException if the stream cannot be read
     * @throws ai.djl.engine.EngineException if libtorch refuses the archive
     */
    public static KernelModule load(InputStream archive, Device device) throws IOException {
        return new KernelModule(JniUtils.loadModuleHandle(archive, device, true, false));
    }

    /** Calls a method that returns one tensor, which then belongs to {@code owner}. */
    public PtNDArray call(PtNDManager owner, String method, Object... arguments) {
        try (IValue result = run(method, arguments)) {
            return result.toTensor(owner);
        }
    }

    /** Calls a method that returns a list of tensors, which then belong to {@code owner}. */
    public PtNDArray[] callForList(PtNDManager owner, String method, Object... arguments) {
        try (IValue result = run(method, arguments)) {
            return result.toTensorArray(owner);
        }
    }

    private IValue run(String method, Object... arguments) {
        INTERPRETED.get();
        IValue[] values = new IValue[arguments.length];
        long[] handles = new long[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = toIValue(arguments[i]);
                handles[i] = values[i].getHandle();
            }
            return new IValue(PyTorchLibrary.LIB.moduleRunMethod(handle, method, handles, true, false));
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue toIValue(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        }
        if (argument instanceof List<?> list) {
            return IValue.listFrom(list.toArray(new PtNDArray[0]));
        }
        if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        }
        if (argument instanceof Double number) {
            return IValue.from(number);
        }
        if (argument instanceof Boolean flag) {
            return IValue.from(flag);
        }
        if (argument instanceof String text) {
            return IValue.from(text);
        }
        if (argument instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        }
        throw new IllegalArgumentException("a kernel takes tensors, lists of tensors, int, double, double[], boolean or"
                + " String, not " + argument.getClass().getName());
    }

    @Override
    public void close() {
        PyTorchLibrary.LIB.torchDeleteModule(handle);
    }
}
