package io.ddpo.local.broker;

import io.ddpo.service.FatalRoleException;
import java.nio.file.Path;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker with its controller in this JVM, on the loopback address only. Its folder outlives it: started
 * there again, it goes on with all topics. A fault that it cannot survive ends the whole JVM; see {@link BrokerFaults}.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final Path directory;
    private final BrokerSettings settings;
    private final KafkaRaftServer server;

    private EmbeddedBroker(Path directory, BrokerSettings settings, KafkaRaftServer server) {
        this.directory = directory;
        this.settings = settings;
        this.server = server;
    }

    /**
     * Starts a broker and returns when it takes connections; two to three seconds the first time, less on a folder that
     * it has been in.
     *
     * @param directory of its data; made if it is missing
     * @param port for clients; 0 for any free one
     * @throws FatalRoleException if the port is taken, or the folder cannot be written or is in use
     */
    public static EmbeddedBroker start(Path directory, int port) {
        BrokerSettings settings =
                new BrokerSettings(directory.toAbsolutePath(), Ports.choose(port), Ports.choose(Ports.ANY));
        DataDirectory.prepare(directory);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings.toMap(), false), Time.SYSTEM);
        server.startup();
        DataDirectory.announce(directory, settings.bootstrapServers());
        return new EmbeddedBroker(directory, settings, server);
    }

    /** Where clients find the broker that is at work in a folder, of whatever process; empty if there is none. */
    public static Optional<String> running(Path directory) {
        return DataDirectory.address(directory);
    }

    /** Where clients find it, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Stops it cleanly: nothing has to be recovered at the next start. */
    @Override
    public void close() {
        DataDirectory.withdraw(directory);
        server.shutdown();
        server.awaitShutdown();
    }
}
