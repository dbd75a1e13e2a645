package io.ddpo.console.model;

import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;

/**
 * A run that comes from another one.
 *
 * @param kind replay or fork
 * @param version of the other run that it begins with; null for the base model
 * @param who created it
 * @param time when, in milliseconds since the epoch
 */
public record Offspring(String run, String kind, Integer version, String who, String why, long time) {
    static Offspring of(RunSpecification run, String source, ControlEvent created) {
        boolean replay =
                run.getReplay().map(Replay::getRun).filter(source::equals).isPresent();
        return new Offspring(
                run.getRun(),
                replay ? "replay" : "fork",
                run.getOrigin()
                        .filter(origin -> origin.getRun().equals(source))
                        .map(origin -> origin.getVersion())
                        .orElse(null),
                created.who(),
                created.why(),
                created.time());
    }
}
