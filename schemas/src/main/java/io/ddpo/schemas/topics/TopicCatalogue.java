package io.ddpo.schemas.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;

import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunEntry;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightChunk;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.avro.WorkerHeartbeat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every topic of the contract. A run may sleep for months, so the broker's default retention of seven days applies to
 * none: what is kept is kept until the run is deleted, what is compacted until its key is overwritten or removed.
 */
public final class TopicCatalogue {

    private static final int MIB = 1 << 20;

    /** Requests, advantages with their closing records, manifests: up to tens of thousands of ids in one record. */
    private static final int SMALL = 8 * MIB;

    /** A 1024-pixel PNG of noise, the worst case, has 3 MiB. */
    private static final int PICTURE = 8 * MIB;

    /** 51 latents of 4x128x128 in fp32 have 13 MiB; smaller models need a fraction. */
    private static final int TRAJECTORY = 32 * MIB;

    /** Twice a chunk, so that the chunk size can grow without touching topics that exist. */
    private static final int CHUNK = 8 * MIB;

    /** Samplers publish and learners read in parallel; everything else wants one order. */
    private static final int PARALLEL = 4;

    private static final Duration HEARTBEATS_KEPT = Duration.ofDays(1);

    /** The largest record of any topic, in bytes: what a producer's {@code max.request.size} has to allow. */
    public static final int LARGEST_RECORD = TRAJECTORY;

    private TopicCatalogue() {}

    /** The topics of one run. */
    public static List<TopicSpec> of(RunNames run) {
        return List.of(
                topic(run.control(), Control.class, 1, kept(SMALL)),
                topic(run.rolloutRequests(), RolloutRequest.class, 1, kept(SMALL)),
                topic(run.trajectories(), Trajectory.class, PARALLEL, kept(TRAJECTORY)),
                topic(run.samples(), Outcome.class, PARALLEL, kept(PICTURE)),
                topic(run.scores(), Reward.class, 1, kept(SMALL)),
                topic(run.rewards(), Reward.class, 1, kept(SMALL)),
                topic(run.advantages(), AdvantageEntry.class, 1, kept(SMALL)),
                topic(run.weights(), WeightChunk.class, 1, pruned(CHUNK)),
                topic(run.trainingState(), WeightChunk.class, 1, pruned(CHUNK)),
                topic(run.weightsVersions(), WeightsManifest.class, 1, compacted(SMALL)),
                topic(run.metrics(), Metric.class, 1, kept(SMALL)),
                topic(run.workers(), WorkerHeartbeat.class, 1, latestFor(HEARTBEATS_KEPT, SMALL)),
                topic(run.deadLetters(), DeadLetter.class, 1, kept(SMALL)));
    }

    /** The topic for what another reward says of a run's samples; made when somebody asks for it. */
    public static TopicSpec scores(RunNames run, String label) {
        return topic(run.scores(label), Reward.class, 1, kept(SMALL));
    }

    /** The topics of the cluster itself. */
    public static List<TopicSpec> cluster() {
        return List.of(topic(RunNames.RUNS, RunEntry.class, 1, compacted(SMALL)));
    }

    private static TopicSpec topic(
            String name, Class<? extends SpecificRecord> value, int partitions, Map<String, String> config) {
        return new TopicSpec(name, value, partitions, config);
    }

    private static Map<String, String> kept(int maxMessageBytes) {
        return config("delete", "-1", maxMessageBytes, Map.of());
    }

    private static Map<String, String> compacted(int maxMessageBytes) {
        return config("compact", "-1", maxMessageBytes, Map.of());
    }

    /** Compacted, and soon: only closed segments are cleaned, and a version may have gigabytes. */
    private static Map<String, String> pruned(int maxMessageBytes) {
        return config(
                "compact",
                "-1",
                maxMessageBytes,
                Map.of(SEGMENT_BYTES_CONFIG, Integer.toString(64 * MIB), MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1"));
    }

    /** The latest record of every key, for a while. Closing segments every hour lets the rest go. */
    private static Map<String, String> latestFor(Duration kept, int maxMessageBytes) {
        String hour = Long.toString(Duration.ofHours(1).toMillis());
        return config(
                "compact,delete", Long.toString(kept.toMillis()), maxMessageBytes, Map.of(SEGMENT_MS_CONFIG, hour));
    }

    private static Map<String, String> config(
            String cleanup, String retentionMs, int maxMessageBytes, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(more);
        config.put(CLEANUP_POLICY_CONFIG, cleanup);
        config.put(RETENTION_MS_CONFIG, retentionMs);
        config.put(RETENTION_BYTES_CONFIG, "-1");
        config.put(MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
        return config;
    }
}
