package io.ddpo.local.cli;

import io.ddpo.fleet.ControllerRole;
import io.ddpo.kubernetes.KubernetesKind;
import io.ddpo.local.cluster.JavaCommand;
import io.ddpo.local.cluster.ProcessesKind;
import io.ddpo.service.process.Role;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ddpo fleet}. */
@Command(
        name = "fleet",
        description = "Keep as many processes of each run as the log wants, as pods or as processes of this machine;"
                + " ddpo fleet --help lists its settings, ddpo keep says which runs it keeps.",
        usageHelpWidth = 100,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo fleet --bootstrap kafka:9092 --registry http://registry:8081 --backend kubernetes \\",
            "      --kubernetes.templates templates",
            "  ddpo fleet --bootstrap kafka:9092 --registry http://registry:8081 --backend processes --limit.samplers 2"
        })
final class FleetCommand extends RoleCommand {
    @Override
    Role role() {
        return new ControllerRole(List.of(new KubernetesKind(), new ProcessesKind(new JavaCommand(Main.class))));
    }
}
