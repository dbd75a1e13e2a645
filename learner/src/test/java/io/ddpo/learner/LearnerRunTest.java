package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.learner.SimulatedRun.Death;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of the tiny model, with real rollouts and a log in memory. */
class LearnerRunTest {
    private static Kernels kernels;

    @TempDir
    private Path scratch;

    private final RunSpecification specification = Specifications.small();
    private final SimulatedSampling sampling = new SimulatedSampling(specification, kernels);
    private final SimulatedRun log = new SimulatedRun(specification, sampling);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeAll
    static void load() {
        kernels = Kernels.onCpu();
    }

    @AfterAll
    static void unload() {
        kernels.close();
    }

    @AfterEach
    void close() {
        sampling.close();
    }

    @Test
    void trainsEveryIterationAndFinishes() throws Exception {
        learn();

        assertThat(log.latest().getState()).isEqualTo(RunState.FINISHED);
        assertThat(log.latest().getVersion()).isEqualTo(2);
        assertThat(log.latest().getParentVersion()).contains(1);
        assertThat(log.latest().getCounters())
                .containsEntry(Counters.REQUESTED, 12L)
                .containsEntry(Counters.TRAINED, 12L)
                .containsEntry(Counters.UPDATES, 4L);
        assertThat(log.manifests().values())
                .extracting(manifest -> manifest.getPolicySha256())
                .doesNotHaveDuplicates();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void endsWithTheSameWeightsWhereverALearnerDies() throws Exception {
        learn();
        String undisturbed = log.latest().getPolicySha256();
        int moments = log.moments();
        for (int moment = 0; moment < moments; moment++) {
            SimulatedRun disturbed = new SimulatedRun(specification, sampling);
            disturbed.dieAt(moment);

            assertThatThrownBy(() -> learn(disturbed)).isInstanceOf(Death.class);
            learn(disturbed);

            assertThat(disturbed.latest().getPolicySha256())
                    .as("moment %d", moment)
                    .isEqualTo(undisturbed);
            assertThat(disturbed.latest().getCounters())
                    .containsEntry(Counters.TRAINED, 12L)
                    .containsEntry(Counters.REQUESTED, 12L);
            assertThat(disturbed.requests).extracting(RolloutRequest::getId).doesNotHaveDuplicates();
        }
    }

    private void learn() throws Exception {
        learn(log);
    }

    private void learn(SimulatedRun from) throws Exception {
        ModelFolder folder = ModelFolder.at(Specifications.MODEL);
        try (LearnerModel model = LearnerModel.open(kernels, folder, from.specification())) {
            LearnerRun run = new LearnerRun(
                    from,
                    model,
                    new CommitPlanner(from.specification(), "learner"),
                    LearnerListener.NONE,
                    new LearnerRun.Options(scratch, new Reissue(Duration.ofMinutes(10))),
                    () -> now = now.plusMillis(10));
            Phase phase = run.takeOver();
            try {
                while (!phase.over()) {
                    phase = phase.advance();
                }
            } finally {
                phase.close();
            }
        }
    }
}
