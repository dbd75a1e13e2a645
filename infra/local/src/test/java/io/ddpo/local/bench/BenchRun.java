package io.ddpo.local.bench;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import java.util.List;

/** Specifications of runs that nothing is learned in. */
final class BenchRun {
    private BenchRun() {}

    /** With training samples alone, so many an iteration. */
    static RunSpecification.Builder specification(String run, SamplingSettings sampling, int samples) {
        return RunSpecification.newBuilder(Runs.specification())
                .setRun(run)
                .setSampling(sampling)
                .setSamplesPerIteration(samples)
                .setTraining(TrainingSettings.newBuilder(Runs.training(null))
                        .setUpdatesPerBatch(1)
                        .build())
                .setEvaluation(new EvaluationSettings(0, List.of(), 0, 7L));
    }
}
