package io.ddpo.learner;

import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.WeightsManifest;
import java.util.List;

/** Follows a learner in the same process. Called on the learner's thread: returns at once and throws nothing. */
public interface LearnerListener {
    /** Hears nothing. */
    LearnerListener NONE = new LearnerListener() {};

    /** The learner got on; comes often, and also where nothing has changed. */
    default void progress(Progress progress) {}

    /**
     * A transaction is committed.
     *
     * @param manifest the version, new or changed
     * @param metrics what its training showed, series by series; empty where nothing was trained
     */
    default void committed(WeightsManifest manifest, List<Metric> metrics) {}
}
