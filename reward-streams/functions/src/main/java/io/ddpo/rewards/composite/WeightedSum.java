package io.ddpo.rewards.composite;

import io.ddpo.rewards.api.RewardFunction;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.api.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Asks all terms at once and adds up what they say. A sample has a score only if it has one of every term: a sum without
 * one of them would be another reward.
 */
final class WeightedSum implements RewardFunction {
    private final List<Term> terms;

    /** One of the summands. */
    record Term(String name, RewardFunction reward, Scaling scaling) {}

    WeightedSum(List<Term> terms) {
        this.terms = terms;
    }

    @Override
    public CompletableFuture<List<Verdict>> score(List<Sample> samples) {
        List<CompletableFuture<List<Verdict>>> answers = terms.stream()
                .map(term -> term.reward().score(samples).toCompletableFuture())
                .toList();
        CompletableFuture<List<Verdict>> sums = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(unused -> IntStream.range(0, samples.size())
                        .mapToObj(i -> sum(answers.stream()
                                .map(answer -> answer.join().get(i))
                                .toList()))
                        .toList());
        CompletableFuture<?> unused = sums.whenComplete((given, failure) -> {
            if (sums.isCancelled()) {
                answers.forEach(answer -> answer.cancel(true));
            }
        });
        return sums;
    }

    /** @param verdicts one a term, in their order */
    private Verdict sum(List<Verdict> verdicts) {
        double sum = 0;
        Map<String, Double> components = new HashMap<>();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (verdicts.get(i) instanceof Verdict.Score score) {
                double contribution = term.scaling().contribution(score.value());
                sum += contribution;
                components.put(term.name(), score.value());
                components.put(term.name() + ".weighted", contribution);
                score.components().forEach((name, value) -> components.put(term.name() + "." + name, value));
            } else {
                failures.add(term.name() + ": " + ((Verdict.Failure) verdicts.get(i)).reason());
            }
        }
        return failures.isEmpty() ? Verdict.score(sum, components) : Verdict.failure(String.join("; ", failures));
    }

    @Override
    public void close() {
        terms.forEach(term -> term.reward().close());
    }
}
