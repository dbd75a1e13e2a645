package io.ddpo.console;

import io.ddpo.console.launch.Launch;
import io.ddpo.console.launch.LaunchRefusedException;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.console.launch.Launcher;
import io.ddpo.console.launch.Preview;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.topics.RunNames;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Trains nothing, but writes the first records of the runs that it is asked for. */
final class ScriptedLauncher implements Launcher {
    private static final int LAST = 4;

    private final Broker broker;
    private final List<Launch> launches = new CopyOnWriteArrayList<>();
    private final List<LaunchRequest> asked = new CopyOnWriteArrayList<>();

    ScriptedLauncher(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Preview preview(LaunchRequest request) {
        int to = request.toIteration().orElse(LAST);
        if (to > LAST) {
            throw new LaunchRefusedException(
                    "expected a last iteration from 0 to %d, got %d".formatted(LAST, to), null);
        }
        return new Preview(
                "replay of run %s as %s".formatted(request.source(), request.name()),
                List.of(
                        new Preview.Fact("trajectories", "60, about 1.9 MB"),
                        new Preview.Fact("learns by", request.algorithm().orElse("ddpo-is")),
                        new Preview.Fact("takes", "about 40 s at the speed of the source")));
    }

    @Override
    public void launch(LaunchRequest request, String who, String why) {
        preview(request);
        asked.add(request);
        RunNames run = broker.run(request.name());
        RunSpecification specification = RunSpecification.newBuilder(
                        Records.specification(run.run(), LAST + 1, 12, List.of("a cat")))
                .setReplay(new Replay(
                        request.source(), IntStream.rangeClosed(0, LAST).boxed().toList(), false))
                .build();
        try (SyntheticRun log = new SyntheticRun(broker.bootstrap(), run, LAST + 1, 12, List.of("a cat"))) {
            log.send(run.control(), "", Records.command(new CreateRun(specification), why, 95));
            log.send(run.weightsVersions(), "0", Records.manifest(run.run(), 0, RunState.RUNNING, 1));
        }
        launches.add(0, new Launch(run.run(), request.source(), request.kind(), Launch.State.TRAINING, ""));
    }

    @Override
    public List<Launch> launches() {
        return launches;
    }

    /** What was launched. */
    List<LaunchRequest> asked() {
        return asked;
    }
}
