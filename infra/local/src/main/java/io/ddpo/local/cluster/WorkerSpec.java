package io.ddpo.local.cluster;

import java.util.List;
import java.util.Optional;

/**
 * A process that is wanted.
 *
 * @param name unique in the cluster, {@code sampler-2}
 * @param arguments of the command line, without the command itself
 * @param httpPort of its health and metrics, where it serves them
 */
record WorkerSpec(String name, ClusterRole role, List<String> arguments, Optional<Integer> httpPort) {
    WorkerSpec {
        arguments = List.copyOf(arguments);
    }
}
