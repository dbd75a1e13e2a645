package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.learner.LearnerAgent.Desk;
import io.ddpo.learner.Progress.Stage;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerAgentTest {
    @TempDir
    private Path scratch;

    private final Kernels kernels = Kernels.onCpu();
    private final SimulatedSampling sampling = new SimulatedSampling(Specifications.small(), kernels);
    private final SimulatedRun log = new SimulatedRun(Specifications.small(), sampling);
    private final List<WorkerHeartbeat> heartbeats = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private final LearnerAgent agent = new LearnerAgent("learner", this::open);

    @AfterEach
    void close() {
        sampling.close();
        kernels.close();
    }

    @Test
    void worksUntilTheRunIsFinished() throws Exception {
        agent.onStart();
        while (agent.doWork() != Agent.DONE) {
            assertThat(agent.drain()).isTrue();
        }
        agent.onClose();

        assertThat(progress).extracting(Progress::stage).contains(Stage.WAITING, Stage.TRAINING, Stage.ENDED);
        assertThat(last().getState()).isEqualTo(WorkerState.STOPPED);
        assertThat(last().getPolicyVersion()).contains(2);
    }

    @Test
    void letsTheRunnerWaitWhileItIsPaused() throws Exception {
        log.say(new PauseRun());
        agent.onStart();

        assertThat(agent.doWork()).isZero();
        assertThat(progress).last().extracting(Progress::stage).isEqualTo(Stage.PAUSED);
        agent.onClose();
    }

    @Test
    void leavesNothingBehindWhenItIsStoppedInTheMiddleOfTraining() throws Exception {
        agent.onStart();
        while (progress.isEmpty() || progress.get(progress.size() - 1).done() != 1) {
            agent.doWork();
        }
        assertThat(progress).last().extracting(Progress::stage).isEqualTo(Stage.TRAINING);

        agent.onClose();

        assertThat(scratch).isEmptyDirectory();
        assertThat(log.latest().getVersion()).isZero();
    }

    @Test
    void saysWithItsLastBreathWhatItFailedWith() throws Exception {
        sampling.skew("sampler-1", 1);
        agent.onStart();

        assertThatThrownBy(() -> {
                    while (agent.doWork() != Agent.DONE) {
                        progress.clear();
                    }
                })
                .isInstanceOf(FatalRoleException.class);
        agent.onClose();

        assertThat(last().getState()).isEqualTo(WorkerState.FAILED);
        assertThat(last().getMessage()).startsWith("run demo is stopped: sampler sampler-1: expected");
    }

    @Test
    void closesWhatWasOpenedWhenItCannotStart() throws Exception {
        List<String> closed = new ArrayList<>();
        LearnerAgent failing = new LearnerAgent("learner", closer -> {
            closer.add(() -> closed.add("first"));
            closer.add(() -> closed.add("second"));
            throw new IllegalStateException("no model");
        });

        assertThatThrownBy(failing::onStart).hasMessage("no model");
        failing.onClose();

        assertThat(closed).containsExactly("second", "first");
    }

    private WorkerHeartbeat last() {
        return heartbeats.get(heartbeats.size() - 1);
    }

    private Desk open(Closer closer) throws Exception {
        LearnerModel model =
                closer.add(LearnerModel.open(kernels, ModelFolder.at(Specifications.MODEL), log.specification()));
        LearnerIdentity identity = new LearnerIdentity("learner", "host", 1, "cpu", Instant.EPOCH);
        Heartbeats beats = new Heartbeats(identity, heartbeats::add, Duration.ofSeconds(2), InstantSource.system());
        LearnerListener listener = new Listeners(List.of(beats, new LearnerListener() {
            @Override
            public void progress(Progress now) {
                progress.add(now);
            }
        }));
        LearnerRun run = new LearnerRun(
                log,
                model,
                new CommitPlanner(log.specification(), "learner"),
                listener,
                new LearnerRun.Options(scratch, new Reissue(Duration.ofMinutes(1))),
                InstantSource.system());
        return new Desk(run, listener, beats);
    }
}
