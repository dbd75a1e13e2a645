package io.ddpo.infra;

import io.ddpo.console.model.Backlog;
import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.model.RunModel;
import io.ddpo.learner.LearnerFigures;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import java.time.Instant;
import java.util.Map;

/** A run of which a console knows everything that it tells operators. */
final class KnownRun {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private KnownRun() {}

    static RunModel model() {
        RunModel run = new RunModel("run", ModelLimits.DEFAULT);
        run.fold().accept(new Backlog(1, 0L, 0, 0, 0L), NOW);
        run.fold()
                .accept(WorkerHeartbeat.newBuilder()
                        .setWorker("sampler-1")
                        .setRole("sampler")
                        .setHost("node-1")
                        .setPid(4711)
                        .setDevice("cpu")
                        .setState(WorkerState.WORKING)
                        .setPolicyVersion(0)
                        .setRates(Map.of())
                        .setStartedAt(NOW)
                        .setTimestamp(NOW)
                        .build());
        run.fold().accept(LearnerFigures.manifest(Map.of()));
        run.fold().accept(0, new Control("ada", "night", NOW, new SetSamplers(2)));
        return run;
    }
}
