package io.ddpo.schemas.registry;

/** What a new schema of a subject has to fulfil, under Confluent's names. */
public enum Compatibility {
    /** Nothing. */
    NONE,
    /** It reads what the latest schema wrote. */
    BACKWARD,
    /** It reads what any earlier schema wrote: needed by everything that can be replayed. */
    BACKWARD_TRANSITIVE
}
