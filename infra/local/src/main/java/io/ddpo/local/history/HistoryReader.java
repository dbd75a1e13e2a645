package io.ddpo.local.history;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Score;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.topics.RunNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the history of a run from its topics. */
public final class HistoryReader {
    /** The learner's own count, in the manifest of each version. */
    private static final String TRAINED = "trained";

    private final TopicScan scan;
    private final RunNames run;

    public HistoryReader(TopicScan scan, RunNames run) {
        this.scan = scan;
        this.run = run;
    }

    /**
     * The run so far.
     *
     * @throws IllegalArgumentException if nothing was trained yet
     */
    public RunHistory read(RunSpecification specification) {
        List<WeightsManifest> versions = versions();
        return new RunHistory(specification, versions, iterations(), metrics(), evaluations(), trajectories(versions));
    }

    /** The manifest of each version as it was last committed. */
    public List<WeightsManifest> versions() {
        Map<Integer, WeightsManifest> latest = new TreeMap<>();
        scan.each(run.weightsVersions(), WeightsManifest.class, message -> {
            if (message.value().getRun().equals(run.run())) {
                latest.put(message.value().getVersion(), message.value());
            }
        });
        return List.copyOf(latest.values());
    }

    /** The rewards of each iteration that are trained on. */
    public List<IterationRewards> iterations() {
        Map<Integer, List<Double>> rewards = new TreeMap<>();
        scan.each(run.advantages(), AdvantageEntry.class, message -> {
            if (message.value().getEntry() instanceof Advantage advantage) {
                rewards.computeIfAbsent(message.value().getIteration(), iteration -> new ArrayList<>())
                        .add(advantage.getReward());
            }
        });
        return rewards.entrySet().stream()
                .map(entry -> new IterationRewards(entry.getKey(), entry.getValue()))
                .toList();
    }

    private List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        scan.each(run.metrics(), Metric.class, message -> metrics.add(message.value()));
        return metrics;
    }

    /** The first outcome of an id counts, as everywhere. Ids sort by version, request and position. */
    private List<EvaluationPicture> evaluations() {
        Map<String, EvaluationPicture> pictures = new TreeMap<>();
        scan.each(run.samples(), Outcome.class, message -> {
            Outcome outcome = message.value();
            if (outcome.getPurpose() == Purpose.EVALUATION && outcome.getResult() instanceof Picture picture) {
                pictures.putIfAbsent(outcome.getTrajectoryId(), picture(outcome, picture));
            }
        });
        return List.copyOf(pictures.values());
    }

    private static EvaluationPicture picture(Outcome outcome, Picture picture) {
        ByteBuffer png = picture.getPng().duplicate();
        byte[] bytes = new byte[png.remaining()];
        png.get(bytes);
        return new EvaluationPicture(
                outcome.getPolicyVersion(), outcome.getPrompt(), outcome.getMetadata(), outcome.getSeed(), bytes);
    }

    private TrajectoryCounts trajectories(List<WeightsManifest> versions) {
        Set<String> requested = requested();
        Set<String> published = new HashSet<>();
        long[] duplicates = {0};
        scan.eachKey(run.trajectories(), id -> {
            if (requested.contains(id) && !published.add(id)) {
                duplicates[0]++;
            }
        });
        long trained = versions.isEmpty()
                ? 0
                : versions.get(versions.size() - 1).getCounters().getOrDefault(TRAINED, 0L);
        return new TrajectoryCounts(
                requested.size(), published.size(), scored(), trained, duplicates[0], deadLettered());
    }

    private Set<String> requested() {
        Set<String> ids = new HashSet<>();
        scan.each(run.rolloutRequests(), RolloutRequest.class, message -> {
            if (message.value().getPurpose() == Purpose.TRAIN) {
                message.value().getSamples().stream()
                        .filter(sample -> !sample.getPadding())
                        .map(RequestedSample::getTrajectoryId)
                        .forEach(ids::add);
            }
        });
        return ids;
    }

    private long scored() {
        Set<String> ids = new HashSet<>();
        scan.each(run.rewards(), Reward.class, message -> {
            if (message.value().getPurpose() == Purpose.TRAIN && message.value().getResult() instanceof Score) {
                ids.add(message.value().getTrajectoryId());
            }
        });
        return ids.size();
    }

    private long deadLettered() {
        long[] count = {0};
        scan.eachKey(run.deadLetters(), key -> count[0]++);
        return count[0];
    }
}
