package io.ddpo.console.web;

import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.ddpo.console.model.Section;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells browsers <em>that</em> something has changed, as server-sent events; what, they ask for. So there is nothing to
 * queue: a browser that is slow gets fewer events, and the last one always counts. On the event loop only.
 */
final class EventStreams {
    /** Four a second look live, whatever the log does. */
    static final long TICK_MILLIS = 250;

    /** Proxies close what is silent for a minute. */
    private static final int TICKS_OF_SILENCE = 60;

    /** Beyond any team that looks at one console. */
    static final int MOST = 100;

    private final Runs runs;
    private final Set<Stream> streams = new HashSet<>();

    EventStreams(Runs runs) {
        this.runs = runs;
    }

    /**
     * Keeps the response open and tells it about a run, or about all runs.
     *
     * @throws RefusedException if too many are open
     */
    void open(HttpServerResponse response, Optional<String> run) {
        if (streams.size() >= MOST) {
            throw new RefusedException(503, "events: expected at most %d open streams, found as many".formatted(MOST));
        }
        Stream stream = new Stream(response, run);
        streams.add(stream);
        response.closeHandler(closed -> streams.remove(stream));
        response.exceptionHandler(failure -> streams.remove(stream));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.write("retry: 1000\n\n");
        tell(stream);
    }

    /** Every {@value #TICK_MILLIS} ms. */
    void tick() {
        List.copyOf(streams).forEach(this::tell);
    }

    private void tell(Stream stream) {
        if (stream.response.writeQueueFull()) {
            return; // it gets the state of a later tick instead
        }
        Optional<RunModel> model = stream.run.flatMap(runs::find);
        long offspring = stream.run.map(runs::offspringRevision).orElse(0L);
        long revision = stream.run.isEmpty()
                ? runs.revision()
                : model.map(RunModel::revision).orElse(-1L);
        boolean isOther = model.isPresent() && model.get() != stream.model;
        if (revision != stream.told || offspring != stream.toldOffspring || isOther) {
            stream.send("event: change\ndata: " + data(model, revision, offspring) + "\n\n");
            stream.told = revision;
            stream.toldOffspring = offspring;
            stream.model = model.orElse(null);
        } else if (++stream.silent >= TICKS_OF_SILENCE) {
            stream.send(": still here\n\n");
        }
    }

    private static String data(Optional<RunModel> model, long revision, long offspring) {
        Map<Section, Long> changes = new EnumMap<>(Section.class);
        model.ifPresent(run -> {
            changes.putAll(run.changes());
            changes.put(Section.OFFSPRING, offspring);
        });
        Map<String, Long> sections = new TreeMap<>();
        changes.forEach((section, at) -> sections.put(section.name().toLowerCase(Locale.ROOT), at));
        return Json.write(Map.of("revision", revision, "sections", sections)).toString();
    }

    int count() {
        return streams.size();
    }

    private static final class Stream {
        private final HttpServerResponse response;
        private final Optional<String> run;
        private RunModel model;
        private long told = Long.MIN_VALUE;
        private long toldOffspring;
        private int silent;

        private Stream(HttpServerResponse response, Optional<String> run) {
            this.response = response;
            this.run = run;
        }

        private void send(String text) {
            silent = 0;
            var unused = response.write(text);
        }
    }
}
