package io.ddpo.local.cli;

import io.ddpo.rewards.scorer.ScorerRole;
import io.ddpo.service.process.Role;
import picocli.CommandLine.Command;

/** {@code ddpo scorer}. */
@Command(
        name = "scorer",
        description =
                "Run a scorer of a run in a process of its own, for rewards that are asked; --help lists its settings.",
        usageHelpWidth = 100,
        footerHeading = "%nExamples:%n",
        footer = {"  ddpo scorer --run foxes --bootstrap kafka:9092 --registry http://registry:8081"})
final class ScorerCommand extends RoleCommand {
    @Override
    Role role() {
        return new ScorerRole();
    }
}
