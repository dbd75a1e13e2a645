package io.ddpo.learner;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.control.RunCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commands among the metrics, so that a curve shows what was changed where: one record a command, at the version from
 * which it holds, with the settings that it changed as they are now.
 */
final class ControlMetrics {
    /** Series with one record a command; its step is the command's offset. */
    static final String COMMANDS = "control";

    private ControlMetrics() {}

    /**
     * The records of commands that were taken in.
     *
     * @param at the version as it is committed with them
     * @param refused those of them that were not followed
     */
    static List<Metric> of(
            WeightsManifest at, List<ControlCommand> commands, List<RefusedCommand> refused, Instant now) {
        return commands.stream()
                .filter(command -> command.control().isPresent())
                .filter(command -> !(command.control().get().getCommand() instanceof CreateRun))
                .map(command -> metric(at, command.offset(), command.control().get(), refused, now))
                .toList();
    }

    private static Metric metric(
            WeightsManifest at, long offset, Control control, List<RefusedCommand> refused, Instant now) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "command", RunCommand.of(control).inWords(),
                "who", control.getWho(),
                "why", control.getWhy(),
                "given", control.getTimestamp().toString()));
        refused.stream()
                .filter(command -> command.command().offset() == offset)
                .forEach(command -> labels.put("refused", command.reason()));
        return Metric.newBuilder()
                .setSeries(COMMANDS)
                .setIteration(at.getIteration())
                .setPolicyVersion(at.getVersion())
                .setStep(offset)
                .setTimestamp(now)
                .setValues(labels.containsKey("refused") ? Map.of() : values(at, control.getCommand()))
                .setLabels(labels)
                .build();
    }

    private static Map<String, Double> values(WeightsManifest at, Object command) {
        Map<String, Double> values = new TreeMap<>();
        if (command instanceof SetSamplers samplers) {
            values.put("samplers", (double) samplers.getCount());
        }
        if (command instanceof ChangeSettings change) {
            change.getSettings()
                    .keySet()
                    .forEach(path -> number(at.getSettings().get(path), path, values));
        }
        return values;
    }

    /** Settings that are no number are in the label alone. */
    private static void number(String text, String path, Map<String, Double> values) {
        try {
            values.put(path, Double.valueOf(text));
        } catch (NumberFormatException e) {
            return;
        }
    }
}
