package io.ddpo.local.doctor;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Looks over a machine, and the cluster and the run that it is to work for.
 *
 * @param machine what this machine is to do
 * @param clock of this machine
 */
public record Doctor(MachineQuestion machine, InstantSource clock) {
    /** How long a broker may take to answer. Kafka's own is a minute a question. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** This machine alone, where a cluster may be started. */
    public Diagnosis examine() {
        Examination examination = new Examination();
        machine(examination);
        examination.look(new PortsCheck());
        return examination.diagnosis();
    }

    /**
     * This machine and a cluster. What depends on something that is wrong is not asked for.
     *
     * @param run one of the cluster's, to look at its topics, too
     */
    public Diagnosis examine(ClusterAccess cluster, Optional<RunNames> run) {
        Examination examination = new Examination();
        machine(examination);
        if (examination.look(address(cluster))) {
            inside(examination, cluster, run);
        }
        return examination.diagnosis();
    }

    private static AddressCheck address(ClusterAccess cluster) {
        String protocol = cluster.settings().passedThrough("kafka.").getOrDefault("security.protocol", "PLAINTEXT");
        return new AddressCheck(Endpoint.ofBrokers(cluster.bootstrapServers()), protocol.endsWith("SSL"));
    }

    private void inside(Examination examination, ClusterAccess cluster, Optional<RunNames> run) {
        KafkaClients kafka = cluster.within(PATIENCE).kafka("doctor");
        try (SchemaRegistry registry = cluster.registry();
                Admin admin = kafka.admin("doctor")) {
            if (examination.look(new BrokerCheck(admin))) {
                cluster(examination, admin);
                if (examination.look(new RegistryCheck(registry, cluster.registryUrl()))) {
                    run.ifPresent(names -> run(examination, kafka, registry, names));
                }
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) { // settings that mean nothing to Kafka
            examination.failed(BrokerCheck.NAME, e, ClusterCheck.REMEDY);
        }
    }

    private void machine(Examination examination) {
        examination.look(new JavaCheck());
        examination.look(new LibtorchCheck());
        examination.look(new DeviceCheck(machine.device()));
        examination.look(new MemoryCheck(machine));
    }

    private static void cluster(Examination examination, Admin admin) {
        examination.look(new FeaturesCheck(admin));
        examination.look(new ShareBoundsCheck(admin));
        examination.look(new RequestSizeCheck(admin));
    }

    private void run(Examination examination, KafkaClients kafka, SchemaRegistry registry, RunNames run) {
        if (examination.look(new RunCheck(kafka, registry, run))) {
            examination.look(new RunTopicsCheck(kafka, registry, run));
            examination.look(new TrajectoryCheck(kafka, registry, run, machine.model()));
            examination.look(new ShareGroupCheck(kafka, run));
            examination.look(new ClockCheck(kafka, registry, run, clock));
        }
    }
}
