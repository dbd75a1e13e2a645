package io.ddpo.local.cli;

import io.ddpo.rewards.RewardStreamsRole;
import io.ddpo.service.process.Role;
import picocli.CommandLine.Command;

/** {@code ddpo rewards}. */
@Command(
        name = "rewards",
        description =
                "Run the reward streams of a run in a process of their own; ddpo rewards --help lists their settings.",
        usageHelpWidth = 100,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo rewards --run foxes --bootstrap kafka:9092 --registry http://registry:8081"})
final class RewardsCommand extends RoleCommand {
    @Override
    Role role() {
        return new RewardStreamsRole();
    }
}
