package io.ddpo.console.model;

import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run that comes from another one, and how far it has come.
 *
 * @param kind replay or fork
 * @param version of the other run that it begins with; null for the base model
 * @param state as {@link RunSummary} has it
 * @param pending a command that waits for the end of the iteration; null if none does
 * @param iteration the next one to request
 * @param iterations how many it is to have
 * @param who created it
 * @param time when, in milliseconds since the epoch
 */
public record Offspring(
        String run,
        String kind,
        Integer version,
        String state,
        String pending,
        int iteration,
        int iterations,
        String who,
        String why,
        long time) {
    /** Runs that a run comes from. */
    static List<String> sources(RunSpecification run) {
        return Stream.concat(run.getReplay().map(Replay::getRun).stream(), run.getOrigin().map(Origin::getRun).stream())
                .distinct()
                .toList();
    }

    static String kind(RunSpecification run, String source) {
        return run.getReplay().map(Replay::getRun).filter(source::equals).isPresent() ? "replay" : "fork";
    }

    static Integer version(RunSpecification run, String source) {
        return run.getOrigin()
                .filter(origin -> origin.getRun().equals(source))
                .map(Origin::getVersion)
                .orElse(null);
    }
}
