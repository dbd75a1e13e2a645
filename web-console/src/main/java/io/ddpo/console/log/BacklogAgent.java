package io.ddpo.console.log;

import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Asks now and then what waits in each run. */
public final class BacklogAgent implements Agent {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final KafkaClients kafka;
    private final Runs runs;
    private final RunMeters meters;
    private final InstantSource clock;
    private BacklogProbe probe;
    private Instant due = Instant.MIN;

    /** @param meters are told what was found */
    public BacklogAgent(KafkaClients kafka, Runs runs, RunMeters meters, InstantSource clock) {
        this.kafka = kafka;
        this.runs = runs;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public String roleName() {
        return "console-backlog";
    }

    @Override
    public void onStart() {
        probe = new BacklogProbe(kafka.admin("backlog"));
    }

    @Override
    public int doWork() throws InterruptedException {
        if (clock.instant().isBefore(due)) {
            return 0;
        }
        for (RunModel model : runs.all()) {
            probe.of(new RunNames(model.run()), model.reward())
                    .ifPresent(backlog -> model.fold().accept(backlog, clock.instant()));
        }
        meters.show(runs.all(), clock.instant());
        due = clock.instant().plus(EVERY);
        return 0;
    }

    @Override
    public void onClose() {
        if (probe != null) {
            probe.close();
        }
    }
}
