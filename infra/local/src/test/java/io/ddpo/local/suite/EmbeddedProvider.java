package io.ddpo.local.suite;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.cluster.RegistryProcess;
import io.ddpo.service.Closer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Our broker in this JVM, and our registry in a process beside it.
 *
 * @param reason why it is this one
 */
record EmbeddedProvider(String reason) implements ClusterProvider {
    @Override
    public String description() {
        return "embedded (" + reason + ")";
    }

    @Override
    public ClusterAccess start(Path folder, Closer started) throws Exception {
        RegistryProcess registry = started.add(RegistryProcess.start(folder));
        EmbeddedBroker broker = started.add(EmbeddedBroker.start(folder.resolve("kafka"), 0));
        return ClusterAccess.onThisMachine(broker.bootstrapServers(), registry.url(), Map.of());
    }
}
