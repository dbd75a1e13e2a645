package io.ddpo.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ddpo.console.ConsoleRole;
import io.ddpo.fleet.ControllerRole;
import io.ddpo.kubernetes.KubernetesKind;
import io.ddpo.learner.LearnerListener;
import io.ddpo.learner.LearnerRole;
import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.sampler.SamplerRole;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a container starts a role.
 *
 * @param place of the container, for people
 * @param arguments the role, then its flags
 * @param environment all of it that begins with {@code DDPO_}
 */
record RoleStart(String place, List<String> arguments, Map<String, String> environment) {
    /** What {@code ./ddpo ROLE} calls these settings. */
    private static final Map<String, String> SHORT_FLAGS =
            Map.of("--run", "--run", "--bootstrap", "--kafka.bootstrap.servers", "--registry", "--registry.url");

    private static final List<Role> ROLES = List.of(
            new SamplerRole(),
            new ScorerRole(),
            new RewardStreamsRole(),
            new LearnerRole(LearnerListener.NONE),
            new ConsoleRole(Optional.empty(), address -> {}),
            new ControllerRole(List.of(new KubernetesKind())));

    /** An option of {@code ./ddpo console} that is none of its role's settings. */
    private static final String FLEET = "--fleet=";

    /** The role would start with these settings: it knows all of them, lacks none, and refuses no value. */
    void check() {
        Optional<Role> role = ROLES.stream()
                .filter(known -> known.name().equals(arguments.get(0)))
                .findFirst();
        assertThat(role).as(place + ": role " + arguments.get(0)).isPresent();
        List<String> flags = arguments.stream()
                .skip(1)
                .filter(flag -> !(arguments.get(0).equals("console") && flag.startsWith(FLEET)))
                .map(this::settingFlag)
                .toList();
        assertThatCode(() -> RoleSettings.of(role.get()).parse(flags, environment))
                .as(place)
                .doesNotThrowAnyException();
    }

    private String settingFlag(String flag) {
        String name = flag.substring(0, flag.indexOf('='));
        assertThat(SHORT_FLAGS).as(place).containsKey(name);
        return SHORT_FLAGS.get(name) + flag.substring(name.length());
    }
}
