package io.ddpo.console.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Points of some series.
 *
 * @param last number of the newest point of this page; what to ask for next comes after it
 * @param more whether there are more already
 * @param groups the points of each series, parted by the value of a label if one was named
 */
public record MetricsPage(long last, boolean more, List<MetricColumns> groups) {

    static MetricsPage of(List<MetricPoint> points, Optional<String> by, long after, boolean more) {
        Map<Group, List<MetricPoint>> groups = points.stream()
                .collect(Collectors.groupingBy(point -> Group.of(point, by), LinkedHashMap::new, Collectors.toList()));
        return new MetricsPage(
                points.isEmpty() ? after : points.get(points.size() - 1).sequence(),
                more,
                groups.entrySet().stream()
                        .map(group -> MetricColumns.of(
                                group.getKey().series(), group.getKey().label(), group.getValue()))
                        .toList());
    }

    private record Group(String series, String label) {
        static Group of(MetricPoint point, Optional<String> by) {
            return new Group(
                    point.series(),
                    by.map(name -> point.labels().getOrDefault(name, "")).orElse(""));
        }
    }
}
