package io.ddpo.console.model;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.control.RunCommand;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command to the run.
 *
 * @param command its name, as {@link RunCommand} has it
 * @param details what the command says beyond its name
 * @param time in milliseconds since the epoch
 */
public record ControlEvent(
        long offset, String command, Map<String, String> details, String who, String why, long time) {
    static ControlEvent of(long offset, Control record) {
        RunCommand command = RunCommand.of(record);
        return new ControlEvent(
                offset,
                command.name(),
                new TreeMap<>(command.details()),
                record.getWho(),
                record.getWhy(),
                record.getTimestamp().toEpochMilli());
    }

    RunCommand asCommand() {
        return new RunCommand(command, details);
    }
}
