package io.ddpo.local.cli;

import io.ddpo.learner.LearnerListener;
import io.ddpo.learner.LearnerRole;
import io.ddpo.service.process.Role;
import picocli.CommandLine.Command;

/** {@code ddpo learner}. */
@Command(
        name = "learner",
        description = "Run the learner of a run in a process of its own; ddpo learner --help lists its settings.",
        usageHelpWidth = 100,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo learner --run foxes --bootstrap kafka:9092 --registry http://registry:8081",
            "  ddpo learner --run foxes --bootstrap kafka:9092 --registry http://registry:8081 --http.port 9100"
        })
final class LearnerCommand extends RoleCommand {
    @Override
    Role role() {
        return new LearnerRole(LearnerListener.NONE);
    }
}
