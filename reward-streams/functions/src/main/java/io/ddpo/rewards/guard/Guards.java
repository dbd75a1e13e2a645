package io.ddpo.rewards.guard;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** Rewards that nothing is trained on, asked about the pictures of evaluations. Safe for use from several threads. */
public final class Guards implements AutoCloseable {
    private final SortedMap<String, RewardFunction> functions = new TreeMap<>();

    private Guards() {}

    /** No guards. */
    public static Guards none() {
        return new Guards();
    }

    /**
     * Makes guards ready for work.
     *
     * @param wanted parameters of each by its name
     * @param waiting makes a function that answers at once, because it waits, of one that needs workers, and closes it
     * @throws IllegalArgumentException with one sentence if one is unknown, or its parameters are wrong
     */
    public static Guards open(
            Rewards rewards, Map<String, Map<String, String>> wanted, UnaryOperator<RewardFunction> waiting) {
        Guards guards = new Guards();
        try {
            new TreeMap<>(wanted).forEach((name, parameters) -> {
                RewardFunction function = rewards.open(name, parameters);
                guards.functions.put(name, rewards.isInline(name, parameters) ? function : waiting.apply(function));
            });
            return guards;
        } catch (RuntimeException e) {
            guards.close();
            throw e;
        }
    }

    /** What there is to see in a picture. Takes as long as the guards that are waited for. */
    public Look look(Sample sample) {
        SortedMap<String, Double> scores = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        functions.forEach((name, function) -> {
            Verdict verdict = ask(function, sample);
            if (verdict instanceof Verdict.Score score) {
                scores.put(name, score.value());
            } else {
                missing.add("guard " + name + ": " + ((Verdict.Failure) verdict).reason());
            }
        });
        return new Look(scores, sketch(sample, missing), missing);
    }

    private static Optional<byte[]> sketch(Sample sample, List<String> missing) {
        try {
            return Optional.of(Sketch.of(sample.png()));
        } catch (UnreadablePictureException e) {
            missing.add("sketch: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A guard with a bug must not stop the run that it guards. */
    private static Verdict ask(RewardFunction function, Sample sample) {
        try {
            return verdict(function, sample);
        } catch (CompletionException e) {
            return Verdict.failure(e.getCause().toString());
        } catch (RuntimeException e) {
            return Verdict.failure(e.toString());
        }
    }

    private static Verdict verdict(RewardFunction function, Sample sample) {
        CompletableFuture<List<Verdict>> verdicts =
                function.score(List.of(sample)).toCompletableFuture();
        if (!verdicts.isDone()) {
            verdicts.cancel(true);
            return Verdict.failure("expected an answer at once, got one that takes its time");
        }
        return verdicts.join().get(0);
    }

    @Override
    public void close() {
        functions.values().forEach(RewardFunction::close);
    }
}
