package io.ddpo.local.demo;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The cluster of a log: one that is there, or the broker of a demo, started again until this is closed. */
final class Cluster implements AutoCloseable {
    private final ClusterAccess access;
    private final SchemaRegistry registry;
    private final Optional<EmbeddedBroker> broker;
    private final InstantSource clock;

    private Cluster(ClusterAccess access, Optional<EmbeddedBroker> broker, InstantSource clock) {
        this.access = access;
        this.registry = access.registry();
        this.broker = broker;
        this.clock = clock;
    }

    /** @throws FatalRoleException if the folder is none of a run, or its broker is running */
    static Cluster open(LogPlace place, InstantSource clock) {
        if (place.cluster().isPresent()) {
            return new Cluster(place.cluster().get(), Optional.empty(), clock);
        }
        Path kafka = DemoFolder.existing(place.folder().orElseThrow()).kafka();
        BrokerFaults.explain(kafka, System.err);
        EmbeddedBroker broker = EmbeddedBroker.start(kafka, 0);
        return new Cluster(ClusterAccess.onThisMachine(broker.bootstrapServers()), Optional.of(broker), clock);
    }

    ClusterAccess access() {
        return access;
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if that is no name of a run */
    DemoLog log(String run) {
        if (!RunNames.isValid(run)) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "expected the name of a run, %s, got '%s'".formatted(RunNames.EXPECTED, run));
        }
        return new DemoLog(access, registry, new RunNames(run), clock);
    }

    @Override
    public void close() {
        registry.close();
        broker.ifPresent(EmbeddedBroker::close);
    }
}
