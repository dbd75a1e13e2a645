package io.ddpo.console.log;

import io.ddpo.console.model.Sample;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.LocationReader;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.service.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Pictures and trajectories by their location, cached. Reads happen on threads of their own, one for each kind; when
 * too many wait, further ones are refused. Thread-safe.
 */
public final class Lookups implements AutoCloseable {
    /** Several pages of a gallery. */
    private static final int WAITING = 2_048;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A fetch that waits for news at the end of the log would hold back the next read for as long. */
    private static final String SHORT_WAIT_MILLIS = "5";

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final ByteCache<String, PictureData> pictures;
    private final ByteCache<String, TrajectoryData> trajectories;
    private final PictureReader pictureReader;
    private final LocationReader<Trajectory> trajectoryReader;
    private final ThreadPoolExecutor pictureThread = thread("console-pictures");
    private final ThreadPoolExecutor trajectoryThread = thread("console-trajectories");
    private final Map<String, CompletableFuture<PictureData>> underWay = new ConcurrentHashMap<>();

    /** @param cacheBytes for pictures; a quarter of it for previews on top */
    public Lookups(KafkaClients kafka, SchemaRegistry registry, long cacheBytes) {
        pictures = new ByteCache<>(cacheBytes, PictureData::size);
        trajectories = new ByteCache<>(cacheBytes / 4, TrajectoryData::size);
        pictureReader = new PictureReader(
                consumer(kafka, "pictures"), new AvroDeserializer<>(registry, Outcome.class), pictures, PATIENCE);
        trajectoryReader = new LocationReader<>(
                consumer(kafka, "trajectories"), new AvroDeserializer<>(registry, Trajectory.class), PATIENCE);
    }

    private static Consumer<String, byte[]> consumer(KafkaClients kafka, String purpose) {
        return kafka.consumer(
                purpose,
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                Map.of("fetch.max.wait.ms", SHORT_WAIT_MILLIS));
    }

    private static ThreadPoolExecutor thread(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The picture of a sample; fails with {@link LookupFailedException}. A picture that is being read is read once. */
    public CompletableFuture<PictureData> picture(Sample sample) {
        String key = PictureReader.key(sample.picture());
        Optional<PictureData> cached = pictures.get(key);
        if (cached.isPresent()) {
            return CompletableFuture.completedFuture(cached.get());
        }
        CompletableFuture<PictureData> mine = new CompletableFuture<>();
        CompletableFuture<PictureData> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        var unused = submit(
                        pictureThread,
                        () -> pictures.get(key).orElseGet(() -> pictureReader.read(sample.picture(), sample.id())))
                .whenComplete((data, failure) -> {
                    underWay.remove(key);
                    if (failure == null) {
                        mine.complete(data);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /** What pages show of a trajectory; fails with {@link LookupFailedException}. */
    public CompletableFuture<TrajectoryData> trajectory(Location location) {
        String key = PictureReader.key(location.getTopic(), location.getPartition(), location.getOffset());
        Optional<TrajectoryData> cached = trajectories.get(key);
        if (cached.isPresent()) {
            return CompletableFuture.completedFuture(cached.get());
        }
        return submit(
                trajectoryThread,
                () -> trajectories.get(key).orElseGet(() -> {
                    TrajectoryData data = read(location);
                    trajectories.put(key, data);
                    return data;
                }));
    }

    private TrajectoryData read(Location location) {
        try {
            return TrajectoryData.of(trajectoryReader.read(location));
        } catch (PayloadException e) {
            throw LookupFailedException.missing(e.getMessage(), e);
        }
    }

    private static <T> CompletableFuture<T> submit(ThreadPoolExecutor thread, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(LookupFailedException.busy(
                    "expected at most %d reads that wait, found as many; ask again in a moment".formatted(WAITING)));
        }
    }

    /** Bytes of pictures and previews in memory. */
    public long cachedBytes() {
        return pictures.bytes() + trajectories.bytes();
    }

    @Override
    public void close() throws InterruptedException {
        pictureThread.shutdownNow();
        trajectoryThread.shutdownNow();
        close(pictureThread, pictureReader::close);
        close(trajectoryThread, trajectoryReader::close);
    }

    /** A consumer belongs to its thread until that has ended. */
    private static void close(ThreadPoolExecutor thread, Runnable reader) throws InterruptedException {
        if (thread.awaitTermination(LONGEST_CLOSE.toSeconds(), TimeUnit.SECONDS)) {
            reader.run();
        }
    }
}
