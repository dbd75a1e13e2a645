package io.ddpo.local.cluster;

import io.ddpo.local.broker.Ports;
import io.ddpo.schemas.registry.SchemaRegistries;
import java.net.URI;
import java.util.Optional;

/**
 * Where the processes of a cluster find each other, all on this machine but a registry that was there before.
 *
 * @param ownRegistry whether the registry is one of the processes
 */
record Addresses(String bootstrapServers, String registry, boolean ownRegistry, int consolePort) {
    private static final String HOST = "127.0.0.1";

    /** As the console itself has it. */
    private static final int CONSOLE_PORT = 8640;

    /** Free ports: of broker and registry those of last time where they still are, of the console its own or the next. */
    static Addresses choose(Optional<ClusterState> before, Optional<String> otherRegistry) {
        int broker = port(before.map(state -> "kafka://" + state.bootstrapServers()));
        String registry = otherRegistry.orElseGet(() -> SchemaServer.address(port(before.map(ClusterState::registry))));
        return new Addresses(HOST + ":" + broker, registry, otherRegistry.isEmpty(), Ports.prefer(CONSOLE_PORT));
    }

    private static int port(Optional<String> address) {
        return address.filter(text -> !text.equals(SchemaRegistries.MEMORY))
                .map(text -> URI.create(text).getPort())
                .filter(port -> port > 0)
                .map(Ports::prefer)
                .orElseGet(() -> Ports.choose(Ports.ANY));
    }

    int brokerPort() {
        return Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    /** Of one of its own. */
    int registryPort() {
        return URI.create(registry).getPort();
    }

    String console() {
        return "http://" + HOST + ":" + consolePort + "/";
    }
}
