package io.ddpo.local.bench;

import io.ddpo.local.bench.Life.Look;
import io.ddpo.local.bench.Life.Trend;
import io.ddpo.local.picture.CurveChart.Curve;
import io.ddpo.local.picture.CurveChart.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Every life of every process. Not thread-safe. */
final class LivesTable {
    /** Growth of memory that the collector's own rhythm explains: a tenth, and where little is used some MB. */
    private static final double MEMORY_SHARE = 0.1;

    private static final double MEMORY_MB = 16;

    /** Connections and pools come and go by a few. */
    private static final double FEW = 4;

    private final double warmUpSeconds;
    private final double shortestSeconds;
    private final Map<String, List<Life>> lives = new TreeMap<>();

    /**
     * @param warmUpSeconds at the start of each life that are not judged
     * @param shortestSeconds that a trend needs after that
     */
    LivesTable(double warmUpSeconds, double shortestSeconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.shortestSeconds = shortestSeconds;
    }

    /** Another process id begins another life. */
    void add(String name, long pid, Look look) {
        List<Life> ofName = lives.computeIfAbsent(name, key -> new ArrayList<>());
        if (ofName.isEmpty() || ofName.get(ofName.size() - 1).pid() != pid) {
            ofName.add(new Life(name, ofName.size() + 1, pid));
        }
        ofName.get(ofName.size() - 1).add(look);
    }

    /** One line a look. */
    String csv() {
        StringBuilder csv = new StringBuilder("seconds,process,life,pid,resident_mb,own_mb,threads,files,segments\n");
        each(life -> true)
                .forEach(life -> life.looks()
                        .forEach(look -> csv.append(String.format(
                                Locale.ROOT,
                                "%.1f,%s,%d,%d,%.1f,%.1f,%d,%d,%d%n",
                                look.seconds(),
                                life.name(),
                                life.number(),
                                life.pid(),
                                look.proc().residentMb(),
                                look.proc().ownMb(),
                                look.proc().threads(),
                                look.proc().files(),
                                look.proc().segments()))));
        return csv.toString();
    }

    /** Says of each life that lasted how it went, and gives back what is not flat. */
    List<String> judge() {
        List<String> problems = new ArrayList<>();
        Figure.say(
                "%-12s %4s %8s | %16s | %16s | %14s | %14s | %s",
                "process", "life", "minutes", "resident MB", "own MB", "threads", "files", "segments");
        for (Life life : each(this::lasted)) {
            List<Look> looks = life.after(warmUpSeconds);
            Trend own = Life.trend(looks, Proc::ownMb);
            Trend threads = Life.trend(looks, Proc::threads);
            Trend files = Life.trend(looks, Proc::files);
            Figure.say(
                    "%-12s %4d %8.1f | %s | %s | %s | %s | %s",
                    life.name(),
                    life.number(),
                    Life.span(looks) / 60,
                    text(Life.trend(looks, Proc::residentMb)),
                    text(own),
                    text(threads),
                    text(files),
                    text(Life.trend(looks, Proc::segments)));
            String who = life.name() + ", life " + life.number();
            require(own, Math.max(MEMORY_MB, MEMORY_SHARE * own.mean()), who + ": own memory, MB", problems);
            require(threads, FEW, who + ": threads", problems);
            require(files, FEW, who + ": files", problems);
        }
        return problems;
    }

    private static String text(Trend trend) {
        return String.format(Locale.ROOT, "%7.1f %+6.1f", trend.mean(), trend.growth());
    }

    private static void require(Trend trend, double most, String what, List<String> problems) {
        if (trend.growth() > most) {
            problems.add(String.format(
                    Locale.ROOT, "%s: expected growth of at most %.1f, got %.1f", what, most, trend.growth()));
        }
    }

    private boolean lasted(Life life) {
        return Life.span(life.after(warmUpSeconds)) >= shortestSeconds;
    }

    private List<Life> each(Predicate<Life> which) {
        return lives.values().stream().flatMap(List::stream).filter(which).toList();
    }

    /** A curve for each process that has one of the names, over minutes; another life goes on where the last ended. */
    List<Curve> curves(Predicate<String> names, ToDoubleFunction<Proc> figure) {
        return lives.keySet().stream()
                .filter(names)
                .map(name -> new Curve(
                        name,
                        lives.get(name).stream()
                                .flatMap(life -> life.looks().stream())
                                .map(look -> point(look, figure))
                                .toList()))
                .toList();
    }

    private static Point point(Look look, ToDoubleFunction<Proc> figure) {
        double value = figure.applyAsDouble(look.proc());
        return new Point(look.seconds() / 60, value, value, value);
    }
}
