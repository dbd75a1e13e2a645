package io.ddpo.console.model;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.StopRun;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command to the run.
 *
 * @param command create, pause, resume, stop, settings, samplers or roll-back
 * @param details what the command says beyond its name
 * @param time in milliseconds since the epoch
 */
public record ControlEvent(
        long offset, String command, Map<String, String> details, String who, String why, long time) {
    static ControlEvent of(long offset, Control record) {
        Object command = record.getCommand();
        return new ControlEvent(
                offset,
                name(command),
                details(command),
                record.getWho(),
                record.getWhy(),
                record.getTimestamp().toEpochMilli());
    }

    private static String name(Object command) {
        if (command instanceof CreateRun) {
            return "create";
        } else if (command instanceof PauseRun) {
            return "pause";
        } else if (command instanceof ResumeRun) {
            return "resume";
        } else if (command instanceof StopRun) {
            return "stop";
        } else if (command instanceof ChangeSettings) {
            return "settings";
        } else if (command instanceof SetSamplers) {
            return "samplers";
        } else if (command instanceof RollBack) {
            return "roll-back";
        }
        return command.getClass().getSimpleName(); // of a later release
    }

    private static Map<String, String> details(Object command) {
        if (command instanceof ChangeSettings change) {
            return new TreeMap<>(change.getSettings());
        } else if (command instanceof SetSamplers samplers) {
            return Map.of("count", Integer.toString(samplers.getCount()));
        } else if (command instanceof RollBack back) {
            return Map.of("version", Integer.toString(back.getVersion()));
        }
        return Map.of();
    }
}
