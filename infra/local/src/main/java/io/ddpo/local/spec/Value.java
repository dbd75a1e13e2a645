package io.ddpo.local.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a specification says, as it was written: a tree whose every value knows its place. Immutable. */
sealed interface Value {
    Place place();

    /** How it is called in a sentence. */
    String description();

    /** What a scalar was written as. */
    enum Kind {
        NONE,
        BOOLEAN,
        INTEGER,
        REAL,
        TEXT
    }

    /** A single value. */
    record Scalar(Place place, Kind kind, String text) implements Value {
        static Scalar text(Place place, String text) {
            return new Scalar(place, Kind.TEXT, text);
        }

        boolean isNumber() {
            return kind == Kind.INTEGER || kind == Kind.REAL;
        }

        @Override
        public String description() {
            return kind == Kind.NONE ? "none" : isNumber() ? text : "'" + text + "'";
        }
    }

    /** Values in order. */
    record Items(Place place, List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /** Values by name, in the order in which they were written. */
    record Group(Place place, Map<String, Value> values) implements Value {
        public Group {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        Optional<Value> find(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /** This with another value under a name. */
        Group with(String name, Value value) {
            Map<String, Value> changed = new LinkedHashMap<>(values);
            changed.put(name, value);
            return new Group(place, changed);
        }

        Group without(String name) {
            Map<String, Value> rest = new LinkedHashMap<>(values);
            rest.remove(name);
            return new Group(place, rest);
        }

        /** The settings of {@code over} in place of those here, name by name; lists and scalars as a whole. */
        Group under(Group over) {
            Map<String, Value> merged = new LinkedHashMap<>(values);
            over.values.forEach((name, value) -> merged.merge(
                    name,
                    value,
                    (below, above) ->
                            below instanceof Group inner && above instanceof Group outer ? inner.under(outer) : above));
            return new Group(over.place, merged);
        }

        @Override
        public String description() {
            return "settings by name";
        }
    }
}
