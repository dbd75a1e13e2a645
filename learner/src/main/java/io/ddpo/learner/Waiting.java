package io.ddpo.learner;

import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.RewardFailures;
import io.ddpo.service.FatalRoleException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Until the iteration is closed: issues again what does not come back, and at the end reads the trajectories. */
final class Waiting implements Phase {
    private static final Logger log = LoggerFactory.getLogger(Waiting.class);

    /** As long as nobody minds to wait for a stop. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final LearnerRun run;
    private final DueIteration due;
    private final Instant since;
    private Instant lastNews;
    private int missing;
    private ClosedIteration closed;
    private Instant closedAt;

    Waiting(LearnerRun run) {
        this.run = run;
        this.due = run.planner().due(run.latest());
        this.since = run.latest().getCreatedAt();
        this.lastNews = run.now();
        this.missing = due.ids().size();
        run.log().expect(due, run.latest().getNextAdvantagesOffset());
    }

    @Override
    public Phase advance() throws Exception {
        if (closed == null) {
            Optional<ClosedIteration> read = run.log().closed(POLL);
            if (read.isEmpty()) {
                watch();
                return this;
            }
            closed = read.get();
            closedAt = run.now();
        }
        return begin();
    }

    private void watch() {
        Set<String> now = run.log().missing();
        if (now.size() < missing) {
            missing = now.size();
            lastNews = run.now();
        }
        List<RolloutRequest> lost = run.options().reissue().due(due.requests(), now, lastNews, run.now());
        if (!lost.isEmpty()) {
            log.atWarn()
                    .addKeyValue("run", run.latest().getRun())
                    .addKeyValue("iteration", run.latest().getIteration())
                    .addKeyValue("requests", lost.size())
                    .addKeyValue("missing", missing)
                    .log("Requests are issued again, since nothing came back for too long");
            run.commit(run.planner().reissued(run.latest(), lost));
            lastNews = run.now();
        }
    }

    private Phase begin() throws Exception {
        if (run.isLeftBehind(due)) {
            return giveUp();
        }
        RunSpecification specification = run.effective();
        requireEnough(specification, closed);
        Instant readFrom = run.now();
        Reading reading = read(specification);
        TrainingBatch batch = reading.batch();
        ClosedIteration usable = closed.without(reading.unusable());
        try {
            requireEnough(specification, usable);
        } catch (FatalRoleException e) {
            batch.close();
            throw e;
        }
        log.atInfo()
                .addKeyValue("run", run.latest().getRun())
                .addKeyValue("iteration", closed.iteration())
                .addKeyValue("policyVersion", closed.closed().getPolicyVersion())
                .log(
                        "Trains on {} samples of {}",
                        batch.size(),
                        batch.onPolicy() ? "this very policy" : "another policy");
        IterationTraining training = new IterationTraining(run.model(), batch, specification, due.round(), run.clock());
        return new Training(
                run,
                usable,
                training,
                batch,
                since,
                Duration.between(since, closedAt),
                Duration.between(readFrom, run.now()));
    }

    /** Nothing is learned on a way that was left from samples that were made on it. */
    private Phase giveUp() {
        log.atInfo()
                .addKeyValue("run", run.latest().getRun())
                .addKeyValue("iteration", closed.iteration())
                .log("The iteration is given up: the run was rolled back behind the version that sampled it");
        run.complete(run.publish(run.latest().getVersion() + 1), closed.discarded(Set.of()));
        return run.next();
    }

    /** @throws FatalRoleException if too many of the samples failed, and the run is stopped */
    private void requireEnough(RunSpecification specification, ClosedIteration iteration) {
        Optional<String> reason = RewardFailures.reasonToStop(specification.getRewardFailure(), iteration.closed());
        if (reason.isPresent()) {
            throw run.stop(reason.get());
        }
    }

    /** @param unusable reason by trajectory id */
    private record Reading(TrainingBatch batch, Map<String, String> unusable) {}

    private Reading read(RunSpecification specification) throws Exception {
        TrajectoryCheck check = new TrajectoryCheck(
                specification, run.model().steps(), run.model().latentShape());
        BatchBuilder builder =
                new BatchBuilder(closed.advantages(), check, run.options().scratch());
        try {
            Map<String, String> unusable = run.log().trajectories(closed.advantages(), builder);
            return new Reading(builder.build(run.isOnPolicy(due, closed)), unusable);
        } catch (Exception | Error e) {
            builder.close();
            throw e;
        }
    }

    @Override
    public Progress progress() {
        return run.progress(
                Progress.Stage.WAITING, due.ids().size() - missing, due.ids().size());
    }
}
