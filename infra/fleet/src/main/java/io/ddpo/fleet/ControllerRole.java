package io.ddpo.fleet;

import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The role that keeps the processes of runs: as many as the log wants, wherever its back-end runs them. */
public final class ControllerRole implements Role {
    private final List<BackendKind> kinds;

    /** @param kinds back-ends that it can be told to use */
    public ControllerRole(List<BackendKind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String doc() {
        return "keeps as many processes of each run as the log wants";
    }

    @Override
    public SettingsSpec settings() {
        Setting<?>[] all = Stream.concat(
                        Stream.of(
                                ControllerSettings.FLEET,
                                ControllerSettings.BACKEND,
                                ControllerSettings.WORKERS,
                                ControllerSettings.SAMPLERS,
                                ControllerSettings.GROUP_MEMBERS,
                                ControllerSettings.SCORER_MEMBERS,
                                ControllerSettings.INTERVAL),
                        kinds.stream().flatMap(kind -> kind.settings().stream()))
                .toArray(Setting[]::new);
        return RegistryAccess.in(SettingsSpec.of(all), RegistrySettings.names());
    }

    @Override
    public Map<String, String> tags(Settings settings) {
        return Map.of("fleet", settings.get(ControllerSettings.FLEET));
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        return List.of(new ControllerAgent(kind(context.settings()), context));
    }

    private BackendKind kind(Settings settings) {
        String wanted = settings.get(ControllerSettings.BACKEND);
        return kinds.stream()
                .filter(kind -> kind.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "backend: expected %s, got '%s'"
                                .formatted(
                                        kinds.stream().map(BackendKind::name).collect(Collectors.joining(" or ")),
                                        wanted)));
    }
}
