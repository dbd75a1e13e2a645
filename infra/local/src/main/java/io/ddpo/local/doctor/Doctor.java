package io.ddpo.local.doctor;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
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
    /** This machine alone. */
    public Diagnosis examine() {
        Examination examination = new Examination();
        machine(examination);
        return examination.diagnosis();
    }

    /**
     * This machine and a cluster. Where the brokers do not answer, nothing else of the cluster is asked for.
     *
     * @param run one of the cluster's, to look at its topics, too
     */
    public Diagnosis examine(ClusterAccess cluster, Optional<RunNames> run) {
        Examination examination = new Examination();
        machine(examination);
        KafkaClients kafka = cluster.kafka("doctor");
        try (SchemaRegistry registry = cluster.registry();
                Admin admin = kafka.admin("doctor")) {
            if (examination.look(new BrokerCheck(admin))) {
                cluster(examination, admin, registry, cluster.registryUrl());
                run.ifPresent(names -> run(examination, kafka, registry, names));
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            examination.failed(BrokerCheck.NAME, e, BrokerCheck.REMEDY);
        }
        return examination.diagnosis();
    }

    private void machine(Examination examination) {
        examination.look(new JavaCheck());
        examination.look(new LibtorchCheck());
        examination.look(new DeviceCheck(machine.device()));
        examination.look(new MemoryCheck(machine));
        examination.look(new PortsCheck());
    }

    private static void cluster(Examination examination, Admin admin, SchemaRegistry registry, String registryUrl) {
        examination.look(new FeaturesCheck(admin));
        examination.look(new ShareBoundsCheck(admin));
        examination.look(new RequestSizeCheck(admin));
        examination.look(new RegistryCheck(registry, registryUrl));
    }

    /** Without the run, the rest would say once more that it is not there. */
    private void run(Examination examination, KafkaClients kafka, SchemaRegistry registry, RunNames run) {
        if (examination.look(new RunTopicsCheck(kafka, registry, run))) {
            examination.look(new TrajectoryCheck(kafka, registry, run, machine.model()));
            examination.look(new ShareGroupCheck(kafka, run));
            examination.look(new ClockCheck(kafka, registry, run, clock));
        }
    }
}
