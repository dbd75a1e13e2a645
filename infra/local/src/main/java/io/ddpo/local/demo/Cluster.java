package io.ddpo.local.demo;

import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The cluster of a log: one that is there, or the broker of a demo, started again until this is closed. */
final class Cluster implements AutoCloseable {
    private final String bootstrapServers;
    private final Optional<EmbeddedBroker> broker;
    private final InstantSource clock;

    private Cluster(String bootstrapServers, Optional<EmbeddedBroker> broker, InstantSource clock) {
        this.bootstrapServers = bootstrapServers;
        this.broker = broker;
        this.clock = clock;
    }

    /** @throws FatalRoleException if the folder is none of a run, or its broker is running */
    static Cluster open(LogPlace place, InstantSource clock) {
        if (place.bootstrapServers().isPresent()) {
            return new Cluster(place.bootstrapServers().get(), Optional.empty(), clock);
        }
        Path kafka = DemoFolder.existing(place.folder().orElseThrow()).kafka();
        BrokerFaults.explain(kafka, System.err);
        EmbeddedBroker broker = EmbeddedBroker.start(kafka, 0);
        return new Cluster(broker.bootstrapServers(), Optional.of(broker), clock);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if that is no name of a run */
    DemoLog log(String run) {
        if (!RunNames.isValid(run)) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "expected the name of a run, %s, got '%s'".formatted(RunNames.EXPECTED, run));
        }
        return new DemoLog(bootstrapServers, new RunNames(run), clock);
    }

    @Override
    public void close() {
        broker.ifPresent(EmbeddedBroker::close);
    }
}
