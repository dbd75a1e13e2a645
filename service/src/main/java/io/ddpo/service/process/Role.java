package io.ddpo.service.process;

import io.ddpo.service.duty.Agent;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;

/** What a role brings to its process. */
public interface Role {
    /** Its name: in help, logs and metrics. */
    String name();

    /** One line that says what it does, for help. */
    String doc();

    /** The settings of its own; those of every role ({@link RoleSettings}) and of Kafka come on top. */
    SettingsSpec settings();

    /** What the metrics of a process are tagged with beside its role, such as the run that it works for. */
    default Map<String, String> tags(Settings settings) {
        return Map.of();
    }

    /**
     * The agents that do its work, at least one, each run on a thread of its own. If one ends, for whatever reason, the
     * others are drained and the role ends.
     *
     * @throws io.ddpo.service.settings.SettingsException if settings are wrong that only the role can judge
     */
    List<Agent> agents(RoleContext context) throws Exception;
}
