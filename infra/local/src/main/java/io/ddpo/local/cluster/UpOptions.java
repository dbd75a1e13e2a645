package io.ddpo.local.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user can choose of a cluster.
 *
 * @param folder of the cluster
 * @param specification file of the run's; without, the one of last time, or else the demo's
 * @param samplers how many from now on; without, as many as the last command to the run wants, or else one
 * @param registry address of one that is there already; without, one of its own
 * @param devices what the learner computes on, all of them together, and samplers in turn
 */
public record UpOptions(
        Path folder,
        Optional<Path> specification,
        Optional<Integer> samplers,
        Optional<String> registry,
        List<String> devices) {
    public UpOptions {
        devices = List.copyOf(devices);
    }
}
