package io.ddpo.local.cli;

import picocli.CommandLine.Option;

/** Help without picocli's {@code --version}, for commands to which that is the version of a policy. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean asked;
}
