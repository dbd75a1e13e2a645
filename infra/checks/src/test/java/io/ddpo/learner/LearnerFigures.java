package io.ddpo.learner;

import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.WeightsManifest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The meters of a learner. Which figures an iteration has depends on its algorithm and settings, and takes a model to
 * see; so their names are taken from where the learner names them, its source.
 */
public final class LearnerFigures {
    private static final Pattern FIGURE = Pattern.compile("\"([a-z]+[A-Za-z]*)\"");
    private static final String SHA = "0".repeat(64);

    private LearnerFigures() {}

    /** @param sources folder of the classes of this package */
    public static void make(MeterRegistry registry, Path sources) {
        Map<String, Double> figures = named(sources, "TrainingMetrics", "Timing").stream()
                .collect(Collectors.toMap(Function.identity(), name -> 1.0));
        Map<String, Long> counters =
                named(sources, "Counters").stream().collect(Collectors.toMap(Function.identity(), name -> 1L));
        Metric metric = Metric.newBuilder()
                .setSeries(TrainingMetrics.ITERATIONS)
                .setIteration(1)
                .setPolicyVersion(1)
                .setStep(1)
                .setTimestamp(Instant.EPOCH)
                .setValues(figures)
                .build();
        new LearnerMeters(registry, InstantSource.fixed(Instant.EPOCH)).committed(manifest(counters), List.of(metric));
    }

    private static Set<String> named(Path sources, String... classes) {
        Set<String> names = new TreeSet<>();
        for (String name : classes) {
            FIGURE.matcher(read(sources.resolve(name + ".java"))).results().forEach(found -> names.add(found.group(1)));
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest version of a run, with {@code counters}. */
    public static WeightsManifest manifest(Map<String, Long> counters) {
        return WeightsManifest.newBuilder()
                .setRun("run")
                .setVersion(1)
                .setParentVersion(0)
                .setIteration(1)
                .setAlgorithm(Algorithm.DDPO_IS)
                .setBaseDigest(SHA)
                .setWeights(new ChunkedPayload("run.weights", 0, List.of(0L), 1_000L, SHA))
                .setPolicySha256(SHA)
                .setNextAdvantagesOffset(0)
                .setNextControlOffset(0)
                .setSettings(Map.of())
                .setDeterminismKey("batch=16")
                .setState(RunState.RUNNING)
                .setCounters(counters)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
