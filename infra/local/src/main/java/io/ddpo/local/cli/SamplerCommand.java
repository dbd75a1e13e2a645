package io.ddpo.local.cli;

import io.ddpo.sampler.SamplerRole;
import io.ddpo.service.process.Role;
import picocli.CommandLine.Command;

/** {@code ddpo sampler}. */
@Command(
        name = "sampler",
        description = "Run a sampler of a run in a process of its own; ddpo sampler --help lists its settings.",
        usageHelpWidth = 100,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo sampler --run foxes --bootstrap kafka:9092 --registry http://registry:8081",
            "  ddpo sampler --run foxes --bootstrap kafka:9092 --registry http://registry:8081 --device cuda:1"
        })
final class SamplerCommand extends RoleCommand {
    @Override
    Role role() {
        return new SamplerRole();
    }
}
