package io.ddpo.local.compare;

import io.ddpo.local.spec.Scalars;
import io.ddpo.schemas.avro.RunSpecification;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;

/**
 * A setting of a run, named as in its specification.
 *
 * @param path such as {@code training.learningRate}
 */
public record Setting(String path) {

    /**
     * What the run has there, for people: symbols as a specification writes them.
     *
     * @throws IllegalArgumentException if no run has such a setting
     */
    String of(RunSpecification specification) {
        Object value = specification;
        for (String name : path.split("\\.", -1)) {
            if (!(value instanceof IndexedRecord parent) || parent.getSchema().getField(name) == null) {
                throw new IllegalArgumentException(
                        "expected the path of a setting, such as objective.algorithm, got " + path);
            }
            value = parent.get(parent.getSchema().getField(name).pos());
        }
        if (value == null) {
            return "none";
        }
        return value instanceof GenericEnumSymbol<?> ? Scalars.name(value.toString()) : value.toString();
    }
}
