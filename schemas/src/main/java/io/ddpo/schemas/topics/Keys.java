package io.ddpo.schemas.topics;

import io.ddpo.schemas.avro.WeightChunk;

/** Record keys, all of them strings. Trajectory id, request id, series and worker are keys as they are. */
public final class Keys {

    private Keys() {}

    /** Key in the advantages of a run. */
    public static String iteration(int iteration) {
        return Integer.toString(iteration);
    }

    /** Key of a manifest. */
    public static String version(int version) {
        return Integer.toString(version);
    }

    /** Key of a chunk of weights or training state: {@code version/index}. */
    public static String chunk(int version, int index) {
        return version + "/" + index;
    }

    /** Key of a chunk of weights or training state. */
    public static String chunk(WeightChunk chunk) {
        return chunk(chunk.getVersion(), chunk.getIndex());
    }
}
