package io.ddpo.local.cli;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.local.demo.Site;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the runs of a command lie, and what it works on them with. */
final class SiteOptions {
    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the run's base model. Default: where the run found it.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "What to compute on here: cpu, cuda or cuda:<index>. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--samplers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Samplers that work here at the same time. Default: ${DEFAULT-VALUE}.")
    private int samplers;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder of the results. Default: runs/ and the name of the run that is trained.")
    private Optional<Path> results = Optional.empty();

    /** @param yes whether to go on after a preview without a question */
    Site site(boolean yes) {
        return Inputs.sound(() -> {
            DeviceName there = new DeviceName(device);
            there.requireThere();
            return new Site(place.place(), model, there, samplers, results, yes);
        });
    }

    /** See {@link PlaceOptions#run}. */
    String run(Optional<String> named) {
        return place.run(named);
    }
}
