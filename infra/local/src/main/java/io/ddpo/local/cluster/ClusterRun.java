package io.ddpo.local.cluster;

import io.ddpo.learner.RunCreator;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.control.RunControl;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The run of a cluster in its log: created or recognised, and how many samplers it wants. One thread. */
public final class ClusterRun implements AutoCloseable {
    private static final int AT_FIRST = 1;

    private final RunControl control;
    private final SamplersWanted wanted;

    private ClusterRun(RunControl control, SamplersWanted wanted) {
        this.control = control;
        this.wanted = wanted;
    }

    /**
     * Makes sure that the run is there.
     *
     * @param who does it, for the log
     * @throws FatalRoleException if it is there as another one
     */
    static ClusterRun create(RunSpecification specification, ClusterAccess access, String who, InstantSource clock) {
        KafkaClients kafka = access.kafka(who);
        SchemaRegistry schemas = access.registry();
        try {
            new RunCreator(kafka, schemas, clock).create(specification, who, "");
            RunNames run = new RunNames(specification.getRun());
            return new ClusterRun(
                    new RunControl(kafka, schemas, run, clock), new SamplersWanted(kafka, schemas, run, AT_FIRST));
        } catch (RuntimeException e) {
            schemas.close();
            throw e;
        }
    }

    /**
     * Commands how many samplers a run of a cluster has from now on.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it cannot be that many
     */
    public static void scale(ClusterState cluster, int samplers, String who, InstantSource clock) {
        ClusterAccess access =
                ClusterAccess.onThisMachine(cluster.bootstrapServers(), cluster.registry(), System.getenv());
        try (SchemaRegistry schemas = access.registry()) {
            KafkaClients kafka = access.kafka("ddpo-scale");
            give(new RunControl(kafka, schemas, new RunNames(cluster.run()), clock), samplers, who, "ddpo scale");
        }
    }

    /** Commands that many samplers unless they are what is wanted already. */
    void want(Optional<Integer> samplers, String who) {
        if (samplers.isPresent() && samplers.get() != wanted.count()) {
            give(control, samplers.get(), who, "ddpo up");
        }
    }

    private static void give(RunControl control, int samplers, String who, String why) {
        control.give(specification -> RunCommand.samplers(samplers), who, why);
    }

    /** How many samplers the last command wants; takes in at most so long what was commanded meanwhile. */
    int samplers(Duration atMost) {
        wanted.look(atMost);
        return wanted.count();
    }

    @Override
    public void close() {
        wanted.close();
        control.registry().close();
    }
}
