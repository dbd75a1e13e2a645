package io.ddpo.rewards.guard;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** Rewards that nothing is trained on, asked about the pictures of evaluations. Safe for use from several threads. */
public final class Guards implements AutoCloseable {
    private final SortedMap<String, Guard> guards = new TreeMap<>();

    /** @param atOnce samples that it takes in one call, at most */
    private record Guard(RewardFunction function, int atOnce) {}

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
    public static Guards open(Rewards rewards, Map<String, Map<String, String>> wanted, Waiting waiting) {
        Guards guards = new Guards();
        try {
            new TreeMap<>(wanted).forEach((name, parameters) -> {
                int atOnce = rewards.needs(name, parameters).atOnce();
                RewardFunction function = rewards.open(name, parameters);
                boolean waits = !rewards.isInline(name, parameters);
                guards.guards.put(name, new Guard(waits ? waiting.of(name, function) : function, atOnce));
            });
            return guards;
        } catch (RuntimeException e) {
            guards.close();
            throw e;
        }
    }

    /** Makes a guard that answers at once of one that does not. */
    @FunctionalInterface
    public interface Waiting {
        /** @param function closed by what it is made into */
        RewardFunction of(String name, RewardFunction function);
    }

    /** What there is to see in a picture. */
    public Look look(Sample sample) {
        return look(List.of(sample)).get(0);
    }

    /**
     * What there is to see in pictures, in their order. Guards are asked one after the other, each about as many pictures at
     * once as it takes; those that are waited for take as long as they take.
     */
    public List<Look> look(List<Sample> samples) {
        List<SortedMap<String, Double>> scores = new ArrayList<>();
        List<List<String>> missing = new ArrayList<>();
        samples.forEach(sample -> {
            scores.add(new TreeMap<>());
            missing.add(new ArrayList<>());
        });
        guards.forEach((name, guard) -> {
            List<Verdict> verdicts = ask(guard, samples);
            for (int i = 0; i < verdicts.size(); i++) {
                if (verdicts.get(i) instanceof Verdict.Score score) {
                    scores.get(i).put(name, score.value());
                } else {
                    missing.get(i).add("guard " + name + ": " + ((Verdict.Failure) verdicts.get(i)).reason());
                }
            }
        });
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Look(scores.get(i), sketch(samples.get(i), missing.get(i)), missing.get(i)))
                .toList();
    }

    private static Optional<byte[]> sketch(Sample sample, List<String> missing) {
        try {
            return Optional.of(Sketch.of(sample.png()));
        } catch (UnreadablePictureException e) {
            missing.add("sketch: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static List<Verdict> ask(Guard guard, List<Sample> samples) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += guard.atOnce()) {
            List<Sample> some = samples.subList(from, Math.min(from + guard.atOnce(), samples.size()));
            verdicts.addAll(ask(guard.function(), some));
        }
        return verdicts;
    }

    /** A guard with a bug must not stop the run that it guards. */
    private static List<Verdict> ask(RewardFunction function, List<Sample> samples) {
        try {
            return verdicts(function, samples);
        } catch (CompletionException e) {
            return failures(samples, e.getCause().toString());
        } catch (RuntimeException e) {
            return failures(samples, e.toString());
        }
    }

    private static List<Verdict> verdicts(RewardFunction function, List<Sample> samples) {
        CompletableFuture<List<Verdict>> answer = function.score(samples).toCompletableFuture();
        if (!answer.isDone()) {
            answer.cancel(true);
            return failures(samples, "expected an answer at once, got one that takes its time");
        }
        List<Verdict> verdicts = answer.join();
        return verdicts.size() == samples.size()
                ? verdicts
                : failures(samples, "expected %d verdicts, got %d".formatted(samples.size(), verdicts.size()));
    }

    private static List<Verdict> failures(List<Sample> samples, String reason) {
        return Collections.nCopies(samples.size(), Verdict.failure(reason));
    }

    @Override
    public void close() {
        guards.values().forEach(guard -> guard.function().close());
    }
}
