package io.ddpo.learner;

import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.SpecificationCheck;
import java.util.ArrayList;
import java.util.List;

/** Whether a sound specification is one that this learner can train. */
final class Supported {
    private Supported() {}

    /** All problems at once, one sentence each with the path of the setting first; empty if there are none. */
    static List<String> problems(RunSpecification specification) {
        List<String> problems = new ArrayList<>(SpecificationCheck.problems(specification));
        if (specification.getStaleness() != 0) {
            problems.add("staleness: expected 0, since this learner trains in lockstep, found "
                    + specification.getStaleness());
        }
        return problems;
    }
}
