package io.ddpo.console.model;

import static io.ddpo.console.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.console.Records;
import io.ddpo.schemas.avro.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void aSpreadHasQuantilesBetweenValues() {
        Spread spread = Spread.of(new double[] {4, 1, 3, 2});

        assertThat(spread.mean()).isEqualTo(2.5);
        assertThat(spread.std()).isEqualTo(Math.sqrt(1.25), within(1e-12));
        assertThat(spread.median()).isEqualTo(2.5);
        assertThat(spread.p10()).isEqualTo(1.3, within(1e-12));
        assertThat(spread.p90()).isEqualTo(3.7, within(1e-12));
    }

    @Test
    void nothingHasNoMean() {
        assertThat(Spread.of(new double[0]).count()).isZero();
        assertThat(Spread.of(new double[0]).mean()).isNaN();
    }

    @Test
    void everyValueIsInOneBin() {
        Histogram histogram = Histogram.of(new double[] {0, 0.5, 1, 1.5, 2}, 2);

        assertThat(histogram.counts()).containsExactly(2, 3);
        assertThat(histogram.from()).isZero();
        assertThat(histogram.width()).isEqualTo(1);
    }

    @Test
    void equalValuesShareABinWithoutWidth() {
        assertThat(Histogram.of(new double[] {3, 3}, 10).counts()).containsExactly(2);
    }

    @Test
    void aPromptShowsHowItChanged() {
        List<Sample> samples = IntStream.range(0, 8)
                .mapToObj(version -> Sample.of(Records.reward(version, 0, "cat", version), "cat"))
                .toList();

        PromptView prompt = PromptView.of("cat", samples);

        assertThat(prompt.change()).isEqualTo((6 + 7 - 0 - 1) / 2.0);
        assertThat(prompt.best()).isEqualTo(Records.id(false, 7, 0));
        assertThat(prompt.worst()).isEqualTo(Records.id(false, 0, 0));
        assertThat(prompt.means()).hasSize(8);
    }

    @Test
    void aRateIsOfTheLastHalfMinute() {
        RateMeter meter = new RateMeter();
        meter.mark(NOW.minusSeconds(31));
        meter.mark(NOW.minusSeconds(29), 2);
        meter.mark(NOW, 4);

        assertThat(meter.perSecond(NOW)).isEqualTo(6 / 30.0);
        assertThat(meter.perSecond(NOW.plusSeconds(60))).isZero();
    }

    @Test
    void metricsAreHandedOutPageByPage() {
        // Given
        MetricLog log = new MetricLog(100);
        for (int step = 0; step < 5; step++) {
            log.add(Records.metric("iteration", step, step, Map.of("loss", (double) step)));
            log.add(Records.metric("other", step, step, Map.of()));
        }

        // When
        MetricsPage first = log.page(Set.of("iteration"), Optional.empty(), -1, 3);
        MetricsPage second = log.page(Set.of("iteration"), Optional.empty(), first.last(), 3);
        MetricsPage third = log.page(Set.of("iteration"), Optional.empty(), second.last(), 3);

        // Then
        assertThat(first.groups())
                .singleElement()
                .satisfies(group ->
                        assertThat(group.values()).containsOnly(Map.entry("loss", new Double[] {0.0, 1.0, 2.0})));
        assertThat(first.more()).isTrue();
        assertThat(second.groups().get(0).values().get("loss")).containsExactly(3.0, 4.0);
        assertThat(second.more()).isFalse();
        assertThat(third).isEqualTo(new MetricsPage(second.last(), false, List.of()));
    }

    @Test
    void severalSeriesComeAtOnceAndOnePartedByALabel() {
        MetricLog log = new MetricLog(100);
        log.add(Records.metric("iteration", 0, 0, Map.of("loss", 0.5)));
        log.add(labelled("trained", 1.0));
        log.add(Records.metric("other", 0, 0, Map.of("loss", 9.0)));
        log.add(labelled("held-out", 2.0));
        log.add(labelled("trained", 3.0));

        MetricsPage page = log.page(Set.of("iteration", "evaluation"), Optional.of("prompts"), -1, 9);

        assertThat(page.groups())
                .extracting(MetricColumns::series, MetricColumns::label)
                .containsExactly(
                        tuple("iteration", ""), tuple("evaluation", "trained"), tuple("evaluation", "held-out"));
        assertThat(page.groups().get(1).values().get("reward")).containsExactly(1.0, 3.0);
        assertThat(page.last()).isEqualTo(4);
    }

    private static Metric labelled(String prompts, double reward) {
        return Metric.newBuilder(Records.metric("evaluation", 3, 3, Map.of("reward", reward)))
                .setLabels(Map.of("prompts", prompts))
                .build();
    }

    private static MetricColumns columns(MetricLog log) {
        return log.page(Set.of("iteration"), Optional.empty(), -1, 99).groups().get(0);
    }

    @Test
    void aFigureThatAPointLacksIsLeftOpen() {
        MetricLog log = new MetricLog(100);
        log.add(Records.metric("iteration", 0, 0, Map.of("loss", 1.0)));
        log.add(Records.metric("iteration", 1, 1, Map.of("reward", 2.0)));

        assertThat(columns(log).values().get("loss")).containsExactly(1.0, null);
    }

    @Test
    void tooManyPointsAreThinnedOutWhereTheyAreOld() {
        // Given
        MetricLog log = new MetricLog(10);

        // When
        for (int step = 0; step < 11; step++) {
            log.add(Records.metric("iteration", step, step, Map.of()));
        }

        // Then
        assertThat(columns(log).step()).containsExactly(0, 2, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void theTableIsOneThatASpreadsheetReadsAndDoesNotRun() {
        List<MetricPoint> points = List.of(
                MetricPoint.of(0, Records.metric("=cmd()", 1, 2, Map.of("loss", 0.5))),
                MetricPoint.of(1, Records.metric("a,\"b\"", 1, 3, Map.of("kl", 1e-9))));

        assertThat(MetricsCsv.of(points).split("\r\n"))
                .containsExactly(
                        "series,iteration,policyVersion,step,timestamp,labels,kl,loss",
                        "'=cmd(),1,1,2,2026-03-01T12:00:02Z,,,0.5",
                        "\"a,\"\"b\"\"\",1,1,3,2026-03-01T12:00:03Z,,1.0E-9,");
    }

    @Test
    void aGroupTellsItsPromptsAndComponentsApart() {
        List<Sample> samples = List.of(
                Sample.of(Records.reward(0, 0, "cat", 1), "cat"),
                Sample.of(Records.reward(0, 1, "cat", 3), "cat"),
                Sample.of(Records.reward(0, 2, "dog", 8), "dog"),
                Sample.of(Records.failure(0, 3, "dog", "scoring"), "dog"));

        GroupFigures figures = GroupFigures.of(samples);

        assertThat(figures.spread().mean()).isEqualTo(4);
        assertThat(figures.prompts().count()).isEqualTo(2);
        assertThat(figures.prompts().mean()).isEqualTo(5);
        assertThat(figures.components()).containsExactly(Map.entry("kib", -4.0));
    }

    @Test
    void aTrendIsThatOfTheLastHalfMinute() {
        Trend trend = new Trend();
        assertThat(trend.perSecond()).isNull();

        trend.add(NOW, 1_000);
        trend.add(NOW.plusSeconds(40), 10);
        assertThat(trend.perSecond()).isNull();
        trend.add(NOW.plusSeconds(50), 30);

        assertThat(trend.perSecond()).isEqualTo(2);
    }
}
