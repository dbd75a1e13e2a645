package io.ddpo.local.demo;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The log in a folder, whether its run is going on or not: the broker that is at work there, or one that is started for
 * as long as this is open.
 */
public final class RunFolder implements AutoCloseable {
    private final ClusterAccess access;
    private final Optional<EmbeddedBroker> own;

    private RunFolder(String bootstrapServers, Optional<EmbeddedBroker> own) {
        this.access = ClusterAccess.onThisMachine(bootstrapServers);
        this.own = own;
    }

    /** Whether there is a log. */
    public static boolean isOne(Path path) {
        return DemoFolder.exists(path);
    }

    /**
     * Name of the run that a folder was made for.
     *
     * @throws io.ddpo.service.FatalRoleException if it is not the folder of a run
     */
    public static String run(Path path) {
        return DemoFolder.existing(path).run();
    }

    /** @throws io.ddpo.service.FatalRoleException if it is not the folder of a run */
    public static RunFolder open(Path path) {
        Path kafka = DemoFolder.existing(path).kafka();
        Optional<String> running = EmbeddedBroker.running(kafka);
        if (running.isPresent()) {
            return new RunFolder(running.get(), Optional.empty());
        }
        BrokerFaults.explain(kafka, System.err);
        EmbeddedBroker broker = EmbeddedBroker.start(kafka, 0);
        return new RunFolder(broker.bootstrapServers(), Optional.of(broker));
    }

    /** How its log is entered. */
    public ClusterAccess access() {
        return access;
    }

    @Override
    public void close() {
        own.ifPresent(EmbeddedBroker::close);
    }
}
