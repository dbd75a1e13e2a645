package io.ddpo.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    @Test
    void everyProcessIsHandedTheVariablesThatAreItsOwn() {
        assertThat(rolesWith("DDPO_CONSOLE_TOKEN")).containsExactly(ClusterRole.CONSOLE);
        assertThat(rolesWith("DDPO_REWARD_TOKEN")).containsExactly(ClusterRole.SCORER);
        assertThat(rolesWith("DDPO_REGISTRY_BASIC_AUTH_USER_INFO"))
                .containsExactlyInAnyOrder(
                        ClusterRole.SAMPLER,
                        ClusterRole.REWARDS,
                        ClusterRole.SCORER,
                        ClusterRole.LEARNER,
                        ClusterRole.CONSOLE);
        assertThat(rolesWith("DDPO_KAFKA_SASL_JAAS_CONFIG")).isEmpty();
    }

    private static List<ClusterRole> rolesWith(String variable) {
        return Arrays.stream(ClusterRole.values())
                .filter(role -> ChildProcess.isFor(role, variable))
                .toList();
    }
}
