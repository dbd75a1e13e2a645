package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.Downloads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The run as its learner reads and writes it. One thread at a time. */
interface RunLog {

    /** What the run is. */
    RunSpecification specification();

    /**
     * Fences every predecessor, and only then reads what it left.
     *
     * @return the latest manifest of every version, from 0 without a gap; empty before the first
     */
    List<WeightsManifest> takeOver();

    /** The manifest of a version of another run, as it was last committed. */
    Optional<WeightsManifest> version(String otherRun, int version);

    /**
     * Publishes a payload of a version and waits until it is safe; it counts for nothing until a commit names it.
     *
     * @param payload read to its end while it goes out, not closed
     */
    ChunkedPayload publish(int version, ChunkKind kind, InputStream payload, long byteLength);

    /** Hands over a payload that a manifest names, as a file that is gone afterwards. */
    void read(ChunkedPayload payload, int version, ChunkKind kind, Downloads.Use use) throws IOException;

    /** Makes all of a commit visible at once, or nothing. */
    void commit(Commit commit);

    /** Commands from an offset on, up to now. */
    List<ControlCommand> commands(long from);

    /**
     * Turns to an iteration.
     *
     * @param advantagesOffset where its advantages begin
     */
    void expect(DueIteration due, long advantagesOffset);

    /** The iteration once it is closed; waits for at most {@code patience}. */
    Optional<ClosedIteration> closed(Duration patience);

    /** Ids of the iteration without an outcome so far, for progress and for issuing again. */
    Set<String> missing();

    /**
     * Reads the trajectories of advantages, each once, in the order of the log. Those that are not what their advantage
     * says, and those that the visitor rejects, are stepped over.
     *
     * @param visitor may throw a {@link RejectedRecordException}
     * @return the reason by trajectory id for those that were stepped over
     */
    Map<String, String> trajectories(Collection<Advantage> advantages, BiConsumer<Advantage, Trajectory> visitor);

    /** What the run's guard judges by: metrics of evaluations, iterations and earlier judgements, up to now. */
    List<Metric> figures();
}
