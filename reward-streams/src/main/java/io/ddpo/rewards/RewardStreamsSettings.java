package io.ddpo.rewards;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.settings.Setting;
import java.time.Duration;

/** The settings of reward streams. */
public final class RewardStreamsSettings {
    /** The run whose samples are scored. */
    public static final Setting<String> RUN =
            Setting.text("run", "name of the run").check(RunNames.EXPECTED, RunNames::isValid);

    /** Who it is in heartbeats, dead letters and logs; without it, made of host and process id. */
    public static final Setting<String> WORKER = Setting.text(
                    "worker", "name of this worker, unique in the run; if not given, made of host and process id")
            .optional()
            .check("letters, digits, dots, hyphens or underscores", name -> name.matches("[\\w.-]{1,100}"));

    /** A clock decides only about the report, never about what is trained on. */
    public static final Setting<Duration> OVERDUE_AFTER = Setting.duration(
                    "overdue.after", "how long an iteration may wait for its last samples until that is reported")
            .withDefault(Duration.ofMinutes(5))
            .check("a positive duration", RewardStreamsSettings::isPositive);

    /** How often it says what it does. */
    public static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
                    "heartbeat.interval", "how often to tell what this worker does")
            .withDefault(Duration.ofSeconds(2))
            .check("a positive duration", RewardStreamsSettings::isPositive);

    private RewardStreamsSettings() {}

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
