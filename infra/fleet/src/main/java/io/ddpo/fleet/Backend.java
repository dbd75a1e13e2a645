package io.ddpo.fleet;

import java.util.List;

/** Where the processes of a fleet run. It knows its own, and touches nobody else's. One thread at a time. */
public interface Backend extends AutoCloseable {
    /**
     * What is there now.
     *
     * @throws BackendException if that cannot be known now
     */
    List<Actual> there();

    /**
     * Begins to make it so; who is let go finishes what it has in hand, or gives it back. The same plan again changes
     * nothing that is as it should be.
     *
     * @throws BackendException if a part could not be done; all others were
     */
    void make(FleetPlan plan);

    /** Lets go of what it holds itself. */
    @Override
    void close();
}
