package io.ddpo.fleet;

import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import java.time.Duration;

/** The settings of a fleet's controller, without those of its back-end. */
final class ControllerSettings {
    static final Setting<String> FLEET = Setting.text(
                    "fleet", "name of this fleet: it keeps the runs whose entry in the list of runs has it as keeper")
            .withDefault("fleet")
            .check("[a-z0-9] and hyphens, 40 at most", name -> name.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"));

    static final Setting<String> BACKEND = Setting.text("backend", "where workers run: kubernetes or processes");

    static final Setting<Integer> WORKERS = count("limit.workers", "processes of all runs together at most", 200);

    static final Setting<Integer> SAMPLERS = count("limit.samplers", "samplers of a run at most", 64);

    static final Setting<Integer> GROUP_MEMBERS = count(
            "limit.group.members",
            "members of a share group at most: group.share.max.size of the brokers",
            Limits.GROUP_MEMBERS);

    static final Setting<Integer> SCORER_MEMBERS = count(
            "limit.scorer.members",
            "members of its share group that a scorer is: twice its concurrency at most",
            Limits.SCORER_MEMBERS);

    static final Setting<Duration> INTERVAL = Setting.duration(
                    "look.interval", "how often it looks whether what is there is still what is wanted")
            .withDefault(Duration.ofSeconds(2))
            .check("at least 100ms", interval -> interval.compareTo(Duration.ofMillis(100)) >= 0);

    private ControllerSettings() {}

    private static Setting<Integer> count(String name, String doc, int otherwise) {
        return Setting.integer(name, doc).withDefault(otherwise).check("at least 1", count -> count >= 1);
    }

    static Limits limits(Settings settings) {
        return new Limits(
                settings.get(WORKERS),
                settings.get(SAMPLERS),
                settings.get(GROUP_MEMBERS),
                settings.get(SCORER_MEMBERS));
    }
}
