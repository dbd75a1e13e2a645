package io.ddpo.local.report;

import io.ddpo.local.history.GuardFigures;
import io.ddpo.local.history.RunHistory;
import io.ddpo.schemas.avro.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the evaluations of a run showed, a row for each version. */
final class EvaluationTable {
    private static final String SERIES = "evaluation";
    private static final String PROMPTS = "prompts";
    private static final String JUDGE = "judge";

    private EvaluationTable() {}

    /** @param judged share of pictures that a judge names, by version */
    static String html(RunHistory history, Map<Integer, Double> judged) {
        Map<Integer, Map<String, String>> versions = new TreeMap<>();
        TreeSet<String> columns = new TreeSet<>();
        for (Metric metric : history.metrics()) {
            if (metric.getSeries().equals(SERIES)) {
                Map<String, String> row = versions.computeIfAbsent(metric.getPolicyVersion(), v -> new TreeMap<>());
                cells(metric).forEach(row::put);
                columns.addAll(cells(metric).keySet());
            }
        }
        judged.forEach((version, share) -> {
            versions.computeIfAbsent(version, v -> new TreeMap<>()).put(JUDGE, number(share));
            columns.add(JUDGE);
        });
        if (versions.isEmpty()) {
            return "<p>The run made no evaluation.</p>\n";
        }
        Map<Integer, String> notes = history.judgements().stream()
                .filter(GuardFigures::overoptimised)
                .collect(Collectors.toMap(GuardFigures::version, GuardFigures::reason, (first, again) -> first));
        StringBuilder html = new StringBuilder("<table class=\"evaluations\">\n");
        List<String> head = new ArrayList<>(List.of("version"));
        head.addAll(columns);
        head.add("guard");
        html.append(row("th", head));
        versions.forEach((version, cells) -> {
            List<String> row = new ArrayList<>(List.of(Integer.toString(version)));
            columns.forEach(column -> row.add(cells.getOrDefault(column, "")));
            row.add(notes.getOrDefault(version, ""));
            html.append(row("td", row));
        });
        return html.append("</table>\n").toString();
    }

    /** Of all prompts together; of the reward, of those that are trained on and of those that are not. */
    private static Map<String, String> cells(Metric metric) {
        Map<String, String> cells = new TreeMap<>();
        String prompts = metric.getLabels().get(PROMPTS);
        if (prompts.equals("all")) {
            metric.getValues().forEach((name, value) -> {
                if (name.startsWith("guard.")) {
                    cells.put(name.substring("guard.".length()), number(value));
                } else if (name.equals("recognised") || name.equals("diversity")) {
                    cells.put(name, number(value));
                }
            });
        } else if (metric.getValues().containsKey("reward")) {
            cells.put("reward, " + prompts, number(metric.getValues().get("reward")));
        }
        return cells;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value).replace('-', '−');
    }

    private static String row(String cell, List<String> texts) {
        return texts.stream()
                .map(text -> "<%s>%s</%s>".formatted(cell, HtmlPage.escape(text), cell))
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }
}
