package io.ddpo.console.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The newest of many, and how many there were in all. */
final class Latest<T> {
    private final int limit;
    private final Deque<T> kept = new ArrayDeque<>();
    private long total;

    Latest(int limit) {
        this.limit = limit;
    }

    void add(T item) {
        total++;
        kept.addLast(item);
        if (kept.size() > limit) {
            kept.removeFirst();
        }
    }

    long total() {
        return total;
    }

    /** The newest first. */
    List<T> newestFirst() {
        List<T> reversed = new ArrayList<>(kept);
        Collections.reverse(reversed);
        return reversed;
    }
}
