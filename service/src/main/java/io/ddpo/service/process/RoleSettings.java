package io.ddpo.service.process;

import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.SettingsSpec;
import java.time.Duration;

/** The settings of every role. */
public final class RoleSettings {
    /** Who may ask for health and metrics: nobody but this machine, unless told otherwise. */
    public static final Setting<String> HTTP_HOST = Setting.text(
                    "http.host", "address on which health and metrics are served")
            .withDefault("127.0.0.1");

    /** Health and metrics are served only if this is given. */
    public static final Setting<Integer> HTTP_PORT = Setting.integer(
                    "http.port", "port on which health and metrics are served; 0 for any free one, none to serve none")
            .optional()
            .check("a port between 0 and 65535", port -> port >= 0 && port <= 65_535);

    /** Below the 30 s after which Kubernetes kills. */
    public static final Setting<Duration> DRAIN_TIMEOUT = Setting.duration(
                    "drain.timeout", "how long a stop may take to finish or give back the work in hand")
            .withDefault(Duration.ofSeconds(25))
            .check("a positive duration", RoleSettings::isPositive);

    /** A fault that stays is left to the supervisor. */
    public static final Setting<Integer> ERRORS_IN_A_ROW = Setting.integer(
                    "errors.in.a.row", "failed cycles in a row after which the role ends")
            .withDefault(10)
            .check("at least 1", errors -> errors >= 1);

    /** Longer than the longest cycle, which is a batch on a slow machine. */
    public static final Setting<Duration> STALL_TIMEOUT = Setting.duration(
                    "stall.timeout", "how long one cycle may take before the process counts as hung")
            .withDefault(Duration.ofMinutes(15))
            .check("a positive duration", RoleSettings::isPositive);

    private RoleSettings() {}

    /** Everything that can be set for {@code role}. */
    public static SettingsSpec of(Role role) {
        return role.settings()
                .and(
                        KafkaSettings.BOOTSTRAP_SERVERS,
                        HTTP_HOST,
                        HTTP_PORT,
                        DRAIN_TIMEOUT,
                        ERRORS_IN_A_ROW,
                        STALL_TIMEOUT)
                .passing(KafkaSettings.CLIENTS);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
