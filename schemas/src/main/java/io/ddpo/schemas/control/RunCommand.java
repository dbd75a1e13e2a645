package io.ddpo.schemas.control;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RedriveRecord;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A command to a run as people give and read it; {@link #record} makes it one of {@code R.control}.
 *
 * @param name {@code pause}, {@code resume}, {@code stop}, {@code settings}, {@code samplers}, {@code redrive}, {@code
 *     roll-back}, or {@code create}, which is only ever read
 * @param details what it says beyond that: settings by their path; {@code count} of samplers; {@code topic}, {@code
 *     partition} and {@code offset} of a record; the {@code version} to go back to
 */
public record RunCommand(String name, Map<String, String> details) {
    /** The longest name of somebody who gives commands, in characters. */
    public static final int LONGEST_WHO = 100;

    /** The longest reason, in characters. */
    public static final int LONGEST_WHY = 500;

    /** A number of samplers beyond that is a slip of the finger. */
    public static final int MOST_SAMPLERS = 1_000;

    private static final Set<String> STATES = Set.of("pause", "resume", "stop");

    public RunCommand {
        details = Map.copyOf(details);
    }

    /** No new requests from the end of the iteration on. */
    public static RunCommand pause() {
        return new RunCommand("pause", Map.of());
    }

    /** Requests go out again. */
    public static RunCommand resume() {
        return new RunCommand("resume", Map.of());
    }

    /** As a pause, and the roles leave. */
    public static RunCommand stop() {
        return new RunCommand("stop", Map.of());
    }

    /**
     * Changes settings from the next iteration on.
     *
     * @param effective the specification with the settings in effect
     * @param changes new values by path, as {@link ChangeableSettings} knows them
     * @throws IllegalArgumentException if there are none, or the result were not a sound specification; the message has
     *     all problems
     */
    public static RunCommand settings(RunSpecification effective, Map<String, String> changes) {
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("settings: expected at least one, got none");
        }
        ChangeableSettings.apply(effective, changes);
        return new RunCommand("settings", changes);
    }

    /**
     * How many samplers a fleet controller keeps.
     *
     * @throws IllegalArgumentException unless it is between 0 and {@value #MOST_SAMPLERS}
     */
    public static RunCommand samplers(int count) {
        if (count < 0 || count > MOST_SAMPLERS) {
            throw new IllegalArgumentException(
                    "samplers: expected a number from 0 to %d, got %d".formatted(MOST_SAMPLERS, count));
        }
        return new RunCommand("samplers", Map.of("count", Integer.toString(count)));
    }

    /** A record that could not be processed is written into its topic once more, by whoever gives the command. */
    public static RunCommand redrive(String topic, int partition, long offset) {
        return new RunCommand(
                "redrive",
                Map.of("topic", topic, "partition", Integer.toString(partition), "offset", Long.toString(offset)));
    }

    /**
     * What a record says.
     *
     * @return of a command that a later release knows, the name of its class
     */
    public static RunCommand of(Control control) {
        Object command = control.getCommand();
        if (command instanceof PauseRun) {
            return pause();
        } else if (command instanceof ResumeRun) {
            return resume();
        } else if (command instanceof StopRun) {
            return stop();
        } else if (command instanceof ChangeSettings change) {
            return new RunCommand("settings", change.getSettings());
        } else if (command instanceof SetSamplers samplers) {
            return new RunCommand("samplers", Map.of("count", Integer.toString(samplers.getCount())));
        } else if (command instanceof RedriveRecord record) {
            return redrive(record.getTopic(), record.getPartition(), record.getOffset());
        } else if (command instanceof RollBack back) {
            return new RunCommand("roll-back", Map.of("version", Integer.toString(back.getVersion())));
        }
        return new RunCommand(
                command instanceof CreateRun ? "create" : command.getClass().getSimpleName(), Map.of());
    }

    /** Whether it changes what state the run is in. */
    public boolean changesState() {
        return STATES.contains(name);
    }

    /** What it says, for people; settings by their path. */
    public String inWords() {
        return switch (name) {
            case "settings" ->
                new TreeMap<>(details)
                        .entrySet().stream()
                                .map(setting -> setting.getKey() + " = "
                                        + setting.getValue().replace("\n", "; "))
                                .collect(Collectors.joining(", ", "change ", ""));
            case "samplers" -> "samplers " + details.get("count");
            case "redrive" ->
                "redrive offset %s of %s-%s"
                        .formatted(details.get("offset"), details.get("topic"), details.get("partition"));
            case "roll-back" -> "roll back to version " + details.get("version");
            default -> name;
        };
    }

    /**
     * The command as a record.
     *
     * @param who a login or a program
     * @param why for people; may be empty
     * @throws IllegalArgumentException if one of them is too long, nobody gives it, or this is not a command to give
     */
    public Control record(String who, String why, Instant when) {
        requireLength("who", who, 1, LONGEST_WHO);
        requireLength("why", why, 0, LONGEST_WHY);
        return Control.newBuilder()
                .setWho(who)
                .setWhy(why)
                .setTimestamp(when)
                .setCommand(avro())
                .build();
    }

    private static void requireLength(String what, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw new IllegalArgumentException(
                    "%s: expected %d to %d characters, got %d".formatted(what, least, most, text.length()));
        }
    }

    private Object avro() {
        return switch (name) {
            case "pause" -> new PauseRun();
            case "resume" -> new ResumeRun();
            case "stop" -> new StopRun();
            case "settings" -> new ChangeSettings(details);
            case "samplers" -> new SetSamplers(Integer.parseInt(details.get("count")));
            case "redrive" ->
                new RedriveRecord(
                        details.get("topic"),
                        Integer.parseInt(details.get("partition")),
                        Long.parseLong(details.get("offset")));
            default ->
                throw new IllegalArgumentException(
                        "command: expected one that is given to a run, got '%s'".formatted(name));
        };
    }
}
