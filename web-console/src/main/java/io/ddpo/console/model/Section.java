package io.ddpo.console.model;

/** A part of a run that pages ask for by itself. */
public enum Section {
    METRICS,
    SAMPLES,
    VERSIONS,
    WORKERS,
    CONTROL,
    DEADLETTERS,
    BACKLOG,
    /** Runs that come from it, which its own log does not tell of. */
    OFFSPRING
}
