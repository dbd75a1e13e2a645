package io.ddpo.local.inspect;

import io.ddpo.diffusion.policy.MemoryEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as lines for people. */
public final class ReportTable {
    private static final String ROW = "  %-52s %10s  %s";

    private ReportTable() {}

    public static List<String> lines(ModelReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.model());
        for (ComponentReport component : report.components()) {
            lines.add("%s%s%s%s"
                    .formatted(
                            component.name(),
                            component.type().isEmpty() ? "" : ", " + component.type(),
                            component.parameters() == 0 ? "" : ", " + count(component.parameters()) + " parameters",
                            component.used() ? "" : ", not used"));
            component.files().forEach(file -> lines.add(row(file)));
            component.refused().forEach(reason -> lines.add("  refused: " + reason));
        }
        long parameters = report.components().stream()
                .mapToLong(ComponentReport::parameters)
                .sum();
        lines.add("%s, %s parameters in all"
                .formatted(report.usable() ? "can be used" : "would be refused", count(parameters)));
        lines.addAll(memory(report));
        return lines;
    }

    private static List<String> memory(ModelReport report) {
        if (report.memory().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("memory by estimate at batch %d in %s with guidance: weights + what learns + activations"
                .formatted(report.question().batch(), report.question().precision()));
        report.memory().forEach(need -> {
            MemoryEstimate parts = need.parts();
            String sum = "%s + %s + %s"
                    .formatted(
                            bytes(parts.weights()),
                            bytes(parts.gradients() + parts.optimiser()),
                            bytes(parts.activations()));
            lines.add(ROW.formatted(need.use(), bytes(need.bytes()), sum));
        });
        return lines;
    }

    private static String row(FileReport file) {
        String types = file.values().entrySet().stream()
                .map(entry -> entry.getKey() + " " + count(entry.getValue()))
                .collect(Collectors.joining(", "));
        return ROW.formatted(file.path(), bytes(file.bytes()), file.used() ? types : "not read")
                .stripTrailing();
    }

    private static String count(long values) {
        return scaled(values, 1000, "", "k", "M", "G");
    }

    private static String bytes(long bytes) {
        return scaled(bytes, 1024, " B", " KiB", " MiB", " GiB");
    }

    private static String scaled(long value, int step, String... units) {
        double scaled = value;
        int unit = 0;
        while (scaled >= step && unit < units.length - 1) {
            scaled /= step;
            unit++;
        }
        return unit == 0 ? value + units[0] : String.format(Locale.ROOT, "%.1f%s", scaled, units[unit]);
    }
}
