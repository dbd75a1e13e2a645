package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.RunNames;
import java.util.List;
import java.util.Optional;

/** The samples that are scored for a run: its own and, in a replay that scores anew, training samples of another run. */
public final class ScoredSamples {
    private final String own;
    private final Optional<Others> others;

    private record Others(String topic, ReplayedIterations iterations) {
        static Others of(Replay replay) {
            return new Others(new RunNames(replay.getRun()).samples(), ReplayedIterations.of(replay));
        }
    }

    private ScoredSamples(String own, Optional<Others> others) {
        this.own = own;
        this.others = others;
    }

    /** The samples that are scored for {@code run}. */
    public static ScoredSamples of(RunSpecification run) {
        return of(new RunNames(run.getRun()), run.getReplay());
    }

    /** Those of a run that replays another, or that does not. */
    public static ScoredSamples of(RunNames run, Optional<Replay> replay) {
        return new ScoredSamples(
                run.samples(), replay.filter(Replay::getRescored).map(Others::of));
    }

    /** Whether samples of another run are among them. */
    public boolean areReplayed() {
        return others.isPresent();
    }

    /** The topics in which they lie, the run's own first. */
    public List<String> topics() {
        return others.map(other -> List.of(own, other.topic())).orElse(List.of(own));
    }

    /**
     * What an outcome is in this run: one of another run with the iteration that it has here.
     *
     * @param topic in which it lies
     * @return empty if it is not scored for this run
     */
    public Optional<Outcome> here(String topic, Outcome outcome) {
        Optional<ReplayedIterations> replayed =
                others.filter(other -> other.topic().equals(topic)).map(Others::iterations);
        if (replayed.isEmpty()) {
            return Optional.of(outcome);
        }
        return replayed.filter(iterations -> outcome.getPurpose() == Purpose.TRAIN)
                .flatMap(iterations -> iterations.of(outcome.getIteration()))
                .map(iteration ->
                        Outcome.newBuilder(outcome).setIteration(iteration).build());
    }
}
