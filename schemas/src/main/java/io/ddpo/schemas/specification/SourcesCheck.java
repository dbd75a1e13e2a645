package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.topics.RunNames;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Whether a run can take from other runs what its specification says. */
record SourcesCheck(RunSpecification specification, Problems problems) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    void run() {
        specification.getOrigin().ifPresent(this::origin);
        specification.getReplay().ifPresent(this::replay);
    }

    private void origin(Origin origin) {
        other("origin.run", origin.getRun());
        problems.atLeast(0, "origin.version", origin.getVersion());
        problems.require(
                SHA_256.matcher(origin.getPolicySha256()).matches(),
                "origin.policySha256",
                "64 lower-case hex digits",
                "'" + origin.getPolicySha256() + "'");
        problems.atLeast(0, "origin.rounds", origin.getRounds());
        problems.require(
                origin.getAdvantagesOffset() >= 0,
                "origin.advantagesOffset",
                "at least 0",
                origin.getAdvantagesOffset());
    }

    private void replay(Replay replay) {
        other("replay.run", replay.getRun());
        List<Integer> iterations = replay.getIterations();
        problems.require(
                !iterations.isEmpty() && iterations.get(0) >= 0 && isAscending(iterations),
                "replay.iterations",
                "ascending numbers from 0 on",
                iterations);
        problems.require(
                specification.getIterations() <= iterations.size(),
                "iterations",
                "at most the number of replay.iterations (" + iterations.size() + ")",
                specification.getIterations());
    }

    private void other(String path, String run) {
        boolean isAnother = RunNames.isValid(run) && !run.equals(specification.getRun());
        problems.require(isAnother, path, "the name of another run", "'" + run + "'");
    }

    private static boolean isAscending(List<Integer> numbers) {
        return IntStream.range(1, numbers.size()).allMatch(i -> numbers.get(i - 1) < numbers.get(i));
    }
}
