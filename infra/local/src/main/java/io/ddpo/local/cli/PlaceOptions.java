package io.ddpo.local.cli;

import io.ddpo.local.demo.LogPlace;
import io.ddpo.local.demo.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the runs of a command lie. */
final class PlaceOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of ddpo demo or ddpo run: its broker is started again for the work.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers of a cluster instead of --out, with commas.")
    private Optional<String> bootstrap = Optional.empty();

    /** @throws io.ddpo.service.FatalRoleException unless one of the two is said */
    LogPlace place() {
        return Inputs.sound(() -> new LogPlace(bootstrap, out));
    }

    /**
     * The run that a command is about: without a name, the one that the folder was made for.
     *
     * @throws io.ddpo.service.FatalRoleException if there is neither
     */
    String run(Optional<String> named) {
        Inputs.require(
                named.isPresent() || out.isPresent(), "--run: expected the name of a run of the cluster, got none");
        return named.orElseGet(() -> RunFolder.run(out.get()));
    }
}
