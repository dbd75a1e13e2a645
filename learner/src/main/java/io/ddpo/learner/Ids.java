package io.ddpo.learner;

import io.ddpo.schemas.avro.Purpose;
import java.util.Locale;

/** Ids of requests and trajectories. As text they sort by iteration, request and index, up to the widths given here. */
final class Ids {
    private Ids() {}

    /** {@code t000012-00003} for request 3 of iteration 12; evaluations start with {@code e}. */
    static String request(Purpose purpose, int iteration, int request) {
        char prefix = purpose == Purpose.TRAIN ? 't' : 'e';
        return String.format(Locale.ROOT, "%c%06d-%05d", prefix, iteration, request);
    }

    /** {@code t000012-00003-0001} for its second sample. */
    static String trajectory(String request, int index) {
        return String.format(Locale.ROOT, "%s-%04d", request, index);
    }
}
