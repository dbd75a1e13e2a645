package io.ddpo.local.cluster;

import io.ddpo.fleet.FleetLog;
import io.ddpo.fleet.FleetVoice;
import io.ddpo.fleet.RunFold;
import io.ddpo.learner.RunCreator;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.control.RunControl;
import io.ddpo.local.control.RunKeeping;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.WorkerIdentity;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The run of a cluster in its log, created or recognised, and what the log wants of it and of all others. One thread. */
public final class ClusterRun implements AutoCloseable {
    /** The keeper of the runs of a cluster, in its own list of runs. */
    static final String FLEET = "ddpo-up";

    private static final int AT_FIRST = 1;

    private final RunControl control;
    private final FleetLog fleet;
    private final FleetVoice voice;
    private final Closer clients;

    private ClusterRun(RunControl control, FleetLog fleet, FleetVoice voice, Closer clients) {
        this.control = control;
        this.fleet = fleet;
        this.voice = voice;
        this.clients = clients;
    }

    /**
     * Makes sure that the run is there, and that its list knows who keeps it.
     *
     * @param who does it, for the log
     * @throws FatalRoleException if it is there as another one
     */
    static ClusterRun create(RunSpecification specification, ClusterAccess access, String who, InstantSource clock) {
        KafkaClients kafka = access.kafka(who);
        Closer clients = new Closer();
        SchemaRegistry schemas = clients.add(access.registry());
        try {
            new RunCreator(kafka, schemas, clock).create(specification, who, "");
            new RunKeeping(kafka, schemas, clock).keep(specification, FLEET, AT_FIRST, Map.of(), who, "");
            RunNames run = new RunNames(specification.getRun());
            WorkerIdentity identity = WorkerIdentity.here("fleet", Optional.of(FLEET), clock.instant());
            return new ClusterRun(
                    new RunControl(kafka, schemas, run, clock),
                    clients.add(FleetLog.open(kafka, schemas, FLEET)),
                    clients.add(FleetVoice.open(kafka, schemas, identity, clock)),
                    clients);
        } catch (RuntimeException e) {
            close(clients);
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
        samplers.filter(count -> count != wanted()).ifPresent(count -> give(control, count, who, "ddpo up"));
    }

    private int wanted() {
        RunFold fold = new RunFold();
        control.commands().forEach(command -> fold.accept(command.control(), command.offset()));
        return fold.samplers().orElse(AT_FIRST);
    }

    private static void give(RunControl control, int samplers, String who, String why) {
        control.give(specification -> RunCommand.samplers(samplers), who, why);
    }

    FleetLog fleet() {
        return fleet;
    }

    FleetVoice voice() {
        return voice;
    }

    @Override
    public void close() {
        close(clients);
    }

    private static void close(Closer clients) {
        try {
            clients.close();
        } catch (Exception e) {
            throw new IllegalStateException("clients of Kafka did not close", e);
        }
    }
}
