package io.ddpo.local.demo;

import io.ddpo.local.compare.ComparedRun;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.IterationRewards;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.time.InstantSource;

/** Reads runs to compare them; nothing of them is touched. */
public final class RunComparison {
    private RunComparison() {}

    /** @throws FatalRoleException if there is no such run, or it has closed no iteration yet */
    public static ComparedRun read(LogPlace place, String run, InstantSource clock) {
        try (Cluster cluster = Cluster.open(place, clock)) {
            DemoLog log = cluster.log(run);
            RunSpecification specification = log.existing()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "run %s: expected a run of the log, found none".formatted(run)));
            return new ComparedRun(
                    specification,
                    new HistoryReader(log.scan(), log.run())
                            .iterations().stream().map(IterationRewards::spread).toList());
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
