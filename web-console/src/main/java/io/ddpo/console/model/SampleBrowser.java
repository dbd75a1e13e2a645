package io.ddpo.console.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The judged samples of a run that are in memory, to look through. Thread-safe by the lock of the fold. */
public final class SampleBrowser {
    private final RunFold fold;

    SampleBrowser(RunFold fold) {
        this.fold = fold;
    }

    /** Rewards of each iteration and of each evaluation. */
    public List<RewardPoint> points() {
        synchronized (fold) {
            return fold.samples.points();
        }
    }

    public SamplePage page(SampleQuery query) {
        synchronized (fold) {
            List<Sample> found = fold.samples.stream(query.evaluation())
                    .filter(query.predicate())
                    .sorted(query.comparator())
                    .toList();
            List<SampleView> page = found.stream()
                    .skip(query.offset())
                    .limit(query.limit())
                    .map(this::view)
                    .toList();
            return new SamplePage(page, found.size(), query.offset());
        }
    }

    private SampleView view(Sample sample) {
        return SampleView.of(sample, fold.samples.advantage(sample.id()).orElse(null));
    }

    /** The sample itself, for where its picture and its trajectory lie. */
    public Optional<Sample> find(String id) {
        synchronized (fold) {
            return fold.samples.find(id);
        }
    }

    public Optional<SampleView> view(String id) {
        synchronized (fold) {
            return fold.samples.find(id).map(this::view);
        }
    }

    /** @param query its order and page have no meaning here */
    public Histogram histogram(SampleQuery query, int bins) {
        synchronized (fold) {
            return Histogram.of(
                    fold.samples.stream(query.evaluation())
                            .filter(query.predicate())
                            .filter(Sample::isScored)
                            .mapToDouble(Sample::reward)
                            .toArray(),
                    bins);
        }
    }

    /** Every prompt that has samples in memory, in alphabetical order. */
    public List<PromptView> prompts(boolean evaluation) {
        Map<String, List<Sample>> byPrompt;
        synchronized (fold) {
            byPrompt = fold.samples.stream(evaluation)
                    .collect(Collectors.groupingBy(Sample::prompt, TreeMap::new, Collectors.toList()));
        }
        return byPrompt.entrySet().stream()
                .map(entry -> PromptView.of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
