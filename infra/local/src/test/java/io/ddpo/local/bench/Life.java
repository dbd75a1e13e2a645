package io.ddpo.local.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One process of a cluster from its start to its end, as far as it was looked at. Not thread-safe. */
final class Life {
    private final String name;
    private final int number;
    private final long pid;
    private final List<Look> looks = new ArrayList<>();

    /**
     * A look at it.
     *
     * @param seconds since the driver began
     */
    record Look(double seconds, Proc proc) {}

    /**
     * How a figure went after the start of a life.
     *
     * @param mean over the time
     * @param growth of the straight line through it from one end to the other
     */
    record Trend(double mean, double growth) {}

    /** @param number of the life among those of its name, from 1 */
    Life(String name, int number, long pid) {
        this.name = name;
        this.number = number;
        this.pid = pid;
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    long pid() {
        return pid;
    }

    List<Look> looks() {
        return Collections.unmodifiableList(looks);
    }

    void add(Look look) {
        looks.add(look);
    }

    /** The looks that came so long after the first; those before it show how the process starts. */
    List<Look> after(double warmUpSeconds) {
        double from = looks.get(0).seconds() + warmUpSeconds;
        return looks.stream().filter(look -> look.seconds() >= from).toList();
    }

    /** Seconds from the first of these looks to the last. */
    static double span(List<Look> looks) {
        return looks.isEmpty()
                ? 0
                : looks.get(looks.size() - 1).seconds() - looks.get(0).seconds();
    }

    /** By least squares. */
    static Trend trend(List<Look> looks, ToDoubleFunction<Proc> figure) {
        double meanTime = looks.stream().mapToDouble(Look::seconds).average().orElseThrow();
        double mean = looks.stream()
                .mapToDouble(look -> figure.applyAsDouble(look.proc()))
                .average()
                .orElseThrow();
        double products = 0;
        double squares = 0;
        for (Look look : looks) {
            double time = look.seconds() - meanTime;
            products += time * (figure.applyAsDouble(look.proc()) - mean);
            squares += time * time;
        }
        return new Trend(mean, squares == 0 ? 0 : products / squares * span(looks));
    }
}
