package io.ddpo.local.demo;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Launcher;
import io.ddpo.console.launch.Preview;
import io.ddpo.fleet.FleetLog;
import io.ddpo.fleet.RunFold;
import io.ddpo.fleet.RunWish;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.control.RunKeeping;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Replays and forks that a console asks for, left to a fleet: they are created, and the list of runs says that the fleet is
 * to keep them. It gives them their processes, side by side as far as its limits go, and whether a console is open or not.
 */
public final class FleetRuns implements Launcher, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int SAMPLERS = 1;

    private final SchemaRegistry registry;
    private final NewRuns runs;
    private final RunKeeping keeping;
    private final String fleet;
    private final FleetLog log;
    private final Map<String, RunSpecification> known = new HashMap<>();

    /** @param fleet name of the one that is to keep them */
    public FleetRuns(ClusterAccess access, String fleet, InstantSource clock) {
        this.registry = access.registry();
        this.fleet = fleet;
        this.runs = new NewRuns(access, registry, clock);
        KafkaClients kafka = access.kafka("console-fleet");
        this.keeping = new RunKeeping(kafka, registry, clock);
        this.log = FleetLog.open(kafka, registry, fleet);
    }

    @Override
    public Preview preview(LaunchRequest request) {
        return runs.plan(request).preview();
    }

    @Override
    public void launch(LaunchRequest request, String who, String why) {
        RunSpecification run = runs.create(request, who, why);
        try {
            keeping.keep(run, fleet, SAMPLERS, Map.of(), who, why);
        } catch (KafkaException e) {
            String sentence = "run %s: created, but fleet %s was not told; ddpo keep --run %s --by %s";
            throw new LaunchRefusedException(sentence.formatted(run.getRun(), fleet, run.getRun(), fleet), e);
        }
    }

    /** Those that the fleet keeps, whoever began them. */
    @Override
    public synchronized List<Launch> launches() {
        log.look(LOOK);
        List<Launch> launches = new ArrayList<>();
        log.wishes()
                .forEach(wish -> specification(wish.run())
                        .filter(run ->
                                run.getReplay().isPresent() || run.getOrigin().isPresent())
                        .ifPresent(run -> launches.add(launch(run, wish))));
        Collections.reverse(launches);
        return launches;
    }

    private Optional<RunSpecification> specification(String run) {
        Optional<RunSpecification> found =
                Optional.ofNullable(known.get(run)).or(() -> runs.log(run).existing());
        found.ifPresent(it -> known.put(run, it));
        return found;
    }

    private static Launch launch(RunSpecification run, RunWish wish) {
        Launch.State state = wish.over()
                .map(why -> why.equals(RunFold.STOPPED) ? Launch.State.STOPPED : Launch.State.FINISHED)
                .orElse(Launch.State.TRAINING);
        return NewRuns.launch(run, state, wish.over().orElse(""));
    }

    @Override
    public synchronized void close() {
        log.close();
        registry.close();
    }
}
