package io.ddpo.sampler;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of a sampler. */
public final class SamplerSettings {
    /** The run it samples for. */
    public static final Setting<String> RUN =
            Setting.text("run", "name of the run").check(RunNames.EXPECTED, RunNames::isValid);

    /** The base model; without it, the folder that the specification of the run names. */
    public static final Setting<Path> MODEL = Setting.path(
                    "model", "folder of the base model; if not given, the one in the run's specification")
            .optional();

    /** Who it is in heartbeats, trajectories and logs; without it, made of host and process id. */
    public static final Setting<String> WORKER = Setting.text(
                    "worker", "name of this sampler, unique in the run; if not given, made of host and process id")
            .optional()
            .check("letters, digits, dots, hyphens or underscores", name -> name.matches("[\\w.-]{1,100}"));

    /** What it computes on, unless it shares the kernels of another role. */
    public static final Setting<String> DEVICE = Setting.text("device", "what to compute on: " + DeviceName.EXPECTED)
            .withDefault("cpu")
            .check(DeviceName.EXPECTED, DeviceName::isValid);

    /** How long a request stays with a sampler that no longer answers; renewed while it does. */
    public static final Setting<Duration> LOCK_DURATION = Setting.duration(
                    "lock.duration", "how long a request stays with a sampler that hangs; renewed by one that works")
            .withDefault(Duration.ofSeconds(30))
            .check("at least 1s", lock -> lock.compareTo(Duration.ofSeconds(1)) >= 0);

    /** Kafka drops a request at this many deliveries; one before it, the request is written anew. */
    public static final Setting<Integer> DELIVERY_LIMIT = Setting.integer(
                    "delivery.limit", "deliveries after which Kafka drops a request; one earlier it is written anew")
            .withDefault(10)
            .check("at least 3", limit -> limit >= 3);

    /** How long a manifest may lag behind the request that needs it. */
    public static final Setting<Duration> MANIFEST_TIMEOUT = Setting.duration(
                    "manifest.timeout", "how long to wait for the weights version that a request names")
            .withDefault(Duration.ofMinutes(5))
            .check("a positive duration", SamplerSettings::isPositive);

    /** A restarted sampler goes on with a download that it finds there; nothing in it is needed. */
    public static final Setting<Path> SCRATCH_DIRECTORY = Setting.path(
                    "scratch.dir", "folder for weights on their way to the model")
            .withDefault(Path.of(System.getProperty("java.io.tmpdir")));

    /** Beside the latents a record has previews, log-probabilities and its prompt. */
    static final long LARGEST_LATENTS = TopicCatalogue.LARGEST_RECORD - (2L << 20);

    /** Where latents lie that are too large for a record. */
    public static final Setting<String> TRAJECTORIES_STORE = Setting.text(
                    "trajectories.store",
                    "where larger latents lie: file:/folder or s3://bucket/prefix; the learner needs it, too")
            .optional();

    /** Kafka takes records of this size with ease, and a store costs a round trip a trajectory. */
    public static final Setting<Long> TRAJECTORIES_LIMIT = Setting.longInteger(
                    "trajectories.limit", "bytes of latents up to which they lie in the log, with a store")
            .withDefault(8L << 20)
            .check("0 to " + LARGEST_LATENTS, limit -> limit >= 0 && limit <= LARGEST_LATENTS);

    /** How often it says what it does. */
    public static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
                    "heartbeat.interval", "how often to tell what this sampler does")
            .withDefault(Duration.ofSeconds(2))
            .check("a positive duration", SamplerSettings::isPositive);

    private SamplerSettings() {}

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
