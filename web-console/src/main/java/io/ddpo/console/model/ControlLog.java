package io.ddpo.console.model;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The latest commands to a run. One thread at a time. */
final class ControlLog {
    private final Latest<ControlEvent> events;

    ControlLog(int limit) {
        this.events = new Latest<>(limit);
    }

    void add(ControlEvent event) {
        events.add(event);
    }

    List<ControlEvent> newestFirst() {
        return events.newestFirst();
    }

    /** @param taken offset of the first command that the newest version has not taken in */
    private Stream<ControlEvent> waiting(long taken) {
        return events.newestFirst().stream()
                .filter(event -> event.offset() >= taken)
                .sorted(Comparator.comparingLong(ControlEvent::offset));
    }

    /** The last pause, resume or stop that waits for the end of the iteration, by name. */
    Optional<String> waitingState(long taken) {
        return waiting(taken)
                .filter(event -> event.asCommand().changesState())
                .reduce((earlier, later) -> later)
                .map(ControlEvent::command);
    }

    /** Settings that wait for the end of the iteration, by path. */
    Map<String, String> waitingSettings(long taken) {
        Map<String, String> settings = new HashMap<>();
        waiting(taken)
                .filter(event -> event.command().equals("settings"))
                .forEach(event -> settings.putAll(event.details()));
        return settings;
    }

    /** The last command about the number of samplers. */
    Optional<ControlEvent> samplers() {
        return events.newestFirst().stream()
                .filter(event -> event.command().equals("samplers"))
                .findFirst();
    }
}
