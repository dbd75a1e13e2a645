package io.ddpo.learner;

import io.ddpo.diffusion.weights.DeviceTensors;
import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorSource;
import java.util.Set;

/** The tensors of a replica for other threads than its own, copied one at a time. */
record ReplicaTensors(Replica replica, DeviceTensors tensors) implements TensorSource {

    @Override
    public Set<String> names() {
        return tensors.names();
    }

    @Override
    public long[] shape(String name) {
        return tensors.shape(name);
    }

    @Override
    public FloatTensor floats(String name) {
        return replica.call(() -> tensors.floats(name));
    }

    @Override
    public void close() {
        // The replica closes them.
    }
}
