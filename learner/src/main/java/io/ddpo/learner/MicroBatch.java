package io.ddpo.learner;

import java.util.ArrayList;
import java.util.List;

/**
 * Transitions of one forward pass. All have the same number of rows, since arithmetic depends on the shape.
 *
 * @param rows the transitions; those from {@code counted} on repeat the last and count for nothing
 * @param counted rows that are trained on, at least 1
 */
record MicroBatch(List<Transition> rows, int counted) {

    MicroBatch {
        rows = List.copyOf(rows);
        if (counted < 1 || counted > rows.size()) {
            throw new IllegalArgumentException("counted: expected 1 to " + rows.size() + ", found " + counted);
        }
    }

    /** Cuts transitions into micro-batches of {@code size} rows, the last one padded. */
    static List<MicroBatch> cut(List<Transition> transitions, int size) {
        List<MicroBatch> all = new ArrayList<>();
        for (int first = 0; first < transitions.size(); first += size) {
            int end = Math.min(first + size, transitions.size());
            List<Transition> rows = new ArrayList<>(transitions.subList(first, end));
            while (rows.size() < size) {
                rows.add(transitions.get(end - 1));
            }
            all.add(new MicroBatch(rows, end - first));
        }
        return all;
    }
}
