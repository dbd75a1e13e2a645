package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.process.Exits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a closed iteration to the next version. Its failures are fatal: a half-trained model is no version, and the log
 * has everything to begin again.
 */
final class Training implements Phase {
    private static final Logger log = LoggerFactory.getLogger(Training.class);

    private final LearnerRun run;
    private final ClosedIteration closed;
    private final IterationTraining training;
    private final Set<String> samplers;
    private final Instant since;
    private final Duration waiting;
    private final Duration reading;
    private Instant evaluationAwaitedSince;

    /**
     * Training that has not begun.
     *
     * @param batch of {@code training}
     * @param since when the iteration was requested
     */
    Training(
            LearnerRun run,
            ClosedIteration closed,
            IterationTraining training,
            TrainingBatch batch,
            Instant since,
            Duration waiting,
            Duration reading) {
        this.run = run;
        this.closed = closed;
        this.training = training;
        this.samplers =
                batch.samples().stream().map(TrainingSample::sampler).collect(Collectors.toCollection(TreeSet::new));
        this.since = since;
        this.waiting = waiting;
        this.reading = reading;
    }

    @Override
    public Phase advance() throws Exception {
        Set<String> untrusted = new TreeSet<>(samplers);
        untrusted.retainAll(run.latest().getQuarantined());
        if (untrusted.isEmpty() && !training.finished()) {
            train();
            return this;
        }
        untrusted.addAll(training.contract().broken());
        if (untrusted.isEmpty()) {
            Optional<Judgement> judgement = run.guard().judge(divergence());
            if (judgement.isEmpty()) {
                return waitForEvaluation();
            }
            end(judgement.get());
        } else {
            giveUp(untrusted);
        }
        training.close();
        return run.next();
    }

    private void train() {
        try {
            training.advance();
        } catch (Exception e) {
            throw new FatalRoleException(
                    Exits.of("learner", e).code(),
                    "iteration " + closed.iteration() + ": expected to train on it, found " + e
                            + "; started again, the learner goes on from the log",
                    e);
        }
    }

    /** The divergence of the version that was trained from, as its iteration will have it. */
    private List<Metric> divergence() {
        return TrainingMetrics.divergence(run.latest(), training, run.now());
    }

    private Phase waitForEvaluation() {
        if (evaluationAwaitedSince == null) {
            evaluationAwaitedSince = run.now();
        }
        return this;
    }

    private void end(Judgement judgement) throws IOException {
        boolean alertOnly = run.effective().getGuard().getOnOveroptimisation() == OnOveroptimisation.ALERT;
        if (judgement.found().isEmpty() || alertOnly) {
            commitTrained(judgement);
        } else {
            new Consequence(run).follow(judgement, closed.discarded(Set.of()));
        }
    }

    private void commitTrained(Judgement judgement) {
        Instant start = run.now();
        Payloads payloads = run.publish(run.latest().getVersion() + 1);
        Instant now = run.now();
        Timing timing = new Timing(
                Duration.between(since, now),
                waiting,
                reading,
                training.modelTime(),
                evaluationAwaitedSince == null ? Duration.ZERO : Duration.between(evaluationAwaitedSince, start),
                Duration.between(start, now));
        List<Metric> metrics =
                new ArrayList<>(TrainingMetrics.of(run.latest(), closed.closed(), training, timing, now));
        metrics.addAll(judgement.metrics());
        Map<String, Long> counted = Map.of(
                Counters.TRAINED, (long) closed.advantages().size(),
                Counters.FAILED, (long) closed.closed().getFailures().size(),
                Counters.TRAINED_ITERATIONS, 1L,
                Counters.UPDATES, (long) training.figures().size());
        run.complete(payloads, new IterationResult(closed.nextOffset(), counted, Set.of(), metrics));
    }

    /**
     * Quarantines samplers. The iteration is given up as a whole and requested again under new ids: it is closed, its
     * advantages were computed with theirs, and the model is still the version it was.
     */
    private void giveUp(Set<String> untrusted) {
        String reason = untrusted.stream()
                .map(sampler -> training.contract().sentence(sampler))
                .collect(Collectors.joining("; "));
        log.atError()
                .addKeyValue("run", run.latest().getRun())
                .addKeyValue("iteration", closed.iteration())
                .addKeyValue("worker", untrusted)
                .log("Samplers are quarantined: {}", reason);
        if (untrusted.containsAll(samplers)) {
            throw run.stop(reason + "; no other sampler took part");
        }
        Payloads payloads = run.publish(run.latest().getVersion() + 1);
        run.complete(payloads, closed.discarded(untrusted));
    }

    @Override
    public boolean idle() {
        return evaluationAwaitedSince != null;
    }

    @Override
    public Progress progress() {
        return run.progress(Progress.Stage.TRAINING, training.done(), training.total());
    }

    @Override
    public void close() throws IOException {
        training.close();
    }
}
