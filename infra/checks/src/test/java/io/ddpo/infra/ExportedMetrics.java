package io.ddpo.infra;

import io.ddpo.console.log.RunMeters;
import io.ddpo.fleet.FleetFigures;
import io.ddpo.learner.LearnerFigures;
import io.ddpo.rewards.scorer.ScorerMeters;
import io.ddpo.rewards.topology.RewardMeters;
import io.ddpo.sampler.SamplerMeters;
import io.ddpo.service.ops.Metrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/** The names of all metrics that the roles export, by making each of their meters and scraping them. */
final class ExportedMetrics {
    /** Nobody listens there; clients have their metrics all the same. */
    private static final String NOWHERE = "127.0.0.1:1";

    private ExportedMetrics() {}

    static Set<String> names() {
        try (Metrics metrics = new Metrics("any")) {
            SamplerMeters.make(metrics.registry());
            RewardMeters.make(metrics.registry());
            ScorerMeters.make(metrics.registry());
            LearnerFigures.make(metrics.registry(), Repository.file("learner/src/main/java/io/ddpo/learner"));
            metrics.registry().counter("ddpo.agent.errors", "agent", "any");
            new RunMeters(metrics.registry()).show(List.of(KnownRun.model()), KnownRun.NOW);
            FleetFigures.make(metrics.registry());
            Set<String> names = names(metrics);
            names.addAll(kafka());
            return names;
        }
    }

    private static Set<String> kafka() {
        try (Metrics metrics = new Metrics("any");
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", NOWHERE), new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", NOWHERE, "group.id", "any"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaStreams streams = streams()) {
            metrics.bind(new KafkaClientMetrics(producer));
            metrics.bind(new KafkaClientMetrics(consumer));
            metrics.bind(new KafkaStreamsMetrics(streams));
            Set<String> names = names(metrics);
            producer.close(Duration.ZERO);
            return names;
        }
    }

    private static KafkaStreams streams() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in").to("out");
        StreamsConfig config = new StreamsConfig(
                Map.of(StreamsConfig.APPLICATION_ID_CONFIG, "any", StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, NOWHERE));
        return new KafkaStreams(builder.build(), config);
    }

    /** Every name of a sample: those of a histogram or a timer end in {@code _count}, {@code _sum} and {@code _max}. */
    private static Set<String> names(Metrics metrics) {
        return metrics.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
