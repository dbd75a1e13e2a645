package io.ddpo.local.report;

import io.ddpo.diffusion.weights.FloatTensor;
import io.ddpo.diffusion.weights.TensorSource;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tensors under shorter names: all of them begin with the same prefix, which is left out. */
record WithoutPrefix(String prefix, TensorSource tensors) implements TensorSource {

    @Override
    public Set<String> names() {
        return tensors.names().stream()
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public long[] shape(String name) {
        return tensors.shape(prefix + name);
    }

    @Override
    public FloatTensor floats(String name) throws IOException {
        return tensors.floats(prefix + name);
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }
}
