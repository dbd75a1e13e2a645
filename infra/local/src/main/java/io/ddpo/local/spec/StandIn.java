package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Scalar;
import io.ddpo.schemas.avro.RunSpecification;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** A sound specification of no run, whose settings stand in for those that cannot be read. */
final class StandIn {
    static final RunSpecification SPECIFICATION = make();

    private StandIn() {}

    private static RunSpecification make() {
        Consumer<Problem> none = problem -> {
            throw new IllegalStateException(problem.toString());
        };
        Place nowhere = Place.in("nowhere");
        Group base = new Group(
                nowhere,
                Map.of("reference", Scalar.text(nowhere, "none"), "digest", Scalar.text(nowhere, "0".repeat(64))));
        Group settings = Presets.under(new Group(nowhere, Map.of("baseModel", base)), "demo");
        Group all = new ShortForms(Path.of(""), none).expand(settings);
        return new RecordReader(none).read(RunSpecification.class, all, null);
    }
}
