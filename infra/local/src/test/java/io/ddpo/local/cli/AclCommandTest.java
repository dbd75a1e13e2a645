package io.ddpo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.service.ExitCode;
import org.junit.jupiter.api.Test;

class AclCommandTest {
    private static final String ADD =
            "kafka-acls.sh --bootstrap-server localhost:9092 --command-config admin.properties --add";

    @Test
    void whatALearnerNeedsArePrintedAsCommandsOfKafkasTool() {
        CommandLineRun printed = CommandLineRun.of(
                "acl", "--run", "foxes", "--role", "learner", "--source", "wolves", "--user", "learner=CN=gpu 1");

        String start = ADD + " --allow-principal 'User:CN=gpu 1'";
        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.out().lines())
                .containsExactly(
                        "# learner",
                        start + " --operation Read --topic foxes.control --topic foxes.trajectories"
                                + " --topic foxes.samples --topic foxes.advantages --topic wolves.trajectories"
                                + " --topic wolves.weights --topic wolves.training-state --topic wolves.weights-versions",
                        start + " --operation Write --topic foxes.rollout-requests --topic foxes.workers"
                                + " --topic foxes.dead-letters",
                        start + " --operation Read --operation Write --topic foxes.weights"
                                + " --topic foxes.training-state --topic foxes.weights-versions --topic foxes.metrics",
                        start + " --operation Read --group foxes.learner",
                        start + " --operation Write --transactional-id foxes.learner");
    }

    @Test
    void everyRoleHasAUserAndTheOperatorTheListOfRuns() {
        assertThat(CommandLineRun.of("acl", "--run", "foxes").out().lines())
                .filteredOn(line -> line.startsWith("#"))
                .containsExactly("# sampler", "# rewards", "# scorer", "# learner", "# console", "# operator");
        assertThat(CommandLineRun.of("acl", "--run", "foxes", "--role", "operator")
                        .out()
                        .lines())
                .hasSize(6)
                .anyMatch(line -> line.contains(" --topic ddpo.runs"))
                .anyMatch(line -> line.endsWith(" --operation Describe --cluster"));
    }

    @Test
    void whatOtherRunsOfAUserNeedIsNotTakenBack() {
        assertThat(CommandLineRun.of("acl", "--run", "foxes", "--source", "wolves", "--role", "operator", "--remove")
                        .out()
                        .lines())
                .containsExactly(
                        "# operator",
                        remove(" --operation All --resource-pattern-type prefixed --topic foxes."),
                        remove(" --operation All --resource-pattern-type prefixed --group foxes."),
                        remove(" --operation All --resource-pattern-type prefixed --transactional-id foxes."));
    }

    private static String remove(String what) {
        return ADD.replace("--add", "--remove --force") + " --allow-principal User:ddpo-operator" + what;
    }

    @Test
    void aRoleOrARunThatCannotBeIsRefused() {
        CommandLineRun role = CommandLineRun.of("acl", "--run", "foxes", "--role", "driver");
        assertThat(role.status()).isEqualTo(ExitCode.BAD_INPUT.status());
        assertThat(role.sentence())
                .isEqualTo(
                        "expected a role, one of sampler, rewards, scorer, learner, console, operator, got 'driver'");
        assertThat(CommandLineRun.of("acl", "--run", "Foxes").sentence()).startsWith("run: expected [a-z0-9]");
        assertThat(CommandLineRun.of("acl", "--run", "foxes", "--apply").sentence())
                .isEqualTo("--apply: expected a cluster, named by --bootstrap or --config, got none");
    }
}
