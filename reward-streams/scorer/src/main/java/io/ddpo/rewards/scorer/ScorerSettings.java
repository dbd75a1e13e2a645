package io.ddpo.rewards.scorer;

import io.ddpo.schemas.specification.SecretParameters;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.settings.PassThrough;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** The settings of a scorer. */
public final class ScorerSettings {
    static final String PARAMETERS_PREFIX = "reward.";

    /** The run whose samples are scored. */
    public static final Setting<String> RUN =
            Setting.text("run", "name of the run").check(RunNames.EXPECTED, RunNames::isValid);

    /** Who it is in heartbeats, dead letters and logs; without it, made of host and process id. */
    public static final Setting<String> WORKER = Setting.text(
                    "worker", "name of this scorer, unique in the run; if not given, made of host and process id")
            .optional()
            .check("letters, digits, dots, hyphens or underscores", name -> name.matches("[\\w.-]{1,100}"));

    /** What the reward can bear, or what one device computes at once. */
    public static final Setting<Integer> CONCURRENCY = Setting.integer("concurrency", "calls of the reward at once")
            .withDefault(4)
            .check("1 to 100", calls -> calls >= 1 && calls <= 100);

    /** What a call asks about. */
    public static final Setting<Integer> BATCH_SIZE = Setting.integer("batch.size", "samples in one call, at most")
            .withDefault(8)
            .check("1 to 1000", samples -> samples >= 1 && samples <= 1000);

    /** How long a call may take. */
    public static final Setting<Duration> CALL_TIMEOUT = Setting.duration("call.timeout", "how long a call may take")
            .withDefault(Duration.ofMinutes(2))
            .check("a positive duration", ScorerSettings::isPositive);

    /** Calls that may end without an answer; then fewer samples are asked about at once. */
    public static final Setting<Integer> ATTEMPTS = Setting.integer(
                    "attempts", "calls about the same samples that may end without an answer")
            .withDefault(4)
            .check("at least 1", attempts -> attempts >= 1);

    /** A reward that is not there may come back. */
    public static final Setting<Duration> PATIENCE = Setting.duration(
                    "patience", "how long samples wait for their scores, whatever the reason, until they fail")
            .withDefault(Duration.ofMinutes(10))
            .check("a positive duration", ScorerSettings::isPositive);

    /** What a hosted service allows. */
    public static final Setting<Double> CALLS_PER_SECOND = Setting.decimal(
                    "calls.per.second", "calls begun in a second, at most; none for no bound")
            .optional()
            .check("a number above 0", rate -> rate > 0);

    /** How long samples stay with a scorer that no longer answers; renewed while it does. */
    public static final Setting<Duration> LOCK_DURATION = Setting.duration(
                    "lock.duration", "how long samples stay with a scorer that hangs; renewed by one that works")
            .withDefault(Duration.ofSeconds(30))
            .check("at least 1s", lock -> lock.compareTo(Duration.ofSeconds(1)) >= 0);

    /** Kafka drops a sample at this many deliveries; one before it, it fails. */
    public static final Setting<Integer> DELIVERY_LIMIT = Setting.integer(
                    "delivery.limit", "deliveries after which Kafka drops a sample; one earlier it becomes a failure")
            .withDefault(10)
            .check("at least 3", limit -> limit >= 3);

    /** How often it says what it does. */
    public static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
                    "heartbeat.interval", "how often to tell what this worker does")
            .withDefault(Duration.ofSeconds(2))
            .check("a positive duration", ScorerSettings::isPositive);

    /** Parameters of the reward that are this worker's own; over those of the specification. */
    static final PassThrough PARAMETERS = new PassThrough(
            PARAMETERS_PREFIX,
            "parameters of the reward beside those of the run's specification, such as a token",
            SecretParameters::isSecret,
            (name, value) -> Optional.empty());

    private ScorerSettings() {}

    static Limits limits(Settings settings) {
        return new Limits(
                settings.get(CONCURRENCY),
                settings.find(CALLS_PER_SECOND).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                settings.get(CALL_TIMEOUT),
                settings.get(ATTEMPTS),
                settings.get(PATIENCE));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
