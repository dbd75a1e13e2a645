package io.ddpo.learner;

import io.ddpo.learner.Commit.PrunedChunk;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.ChunkPublisher;
import io.ddpo.schemas.topics.Keys;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.process.Exits;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The writing half of the commit protocol. Chunks go out first, in transactions of their own: they are large, and a
 * learner that was fenced meanwhile must not replace the chunks of its successor. A commit then is one short
 * transaction. Whatever goes wrong is fatal: only the log can tell what was committed. One thread at a time.
 */
final class CommitLog implements AutoCloseable {
    /** Nothing is under way but, after an error, the abort of a transaction that a successor would abort too. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<String, SpecificRecord> producer;
    private final RunNames run;
    private final ConsumerGroupMetadata group;
    private final ChunkPublisher chunks;

    /**
     * Takes the producer over and closes it.
     *
     * @param producer with the run's transactional id
     * @param group under which offsets are committed, for lag tools
     */
    CommitLog(Producer<String, SpecificRecord> producer, RunNames run, ConsumerGroupMetadata group) {
        this.producer = producer;
        this.run = run;
        this.group = group;
        this.chunks = ChunkPublisher.transactional(producer);
    }

    /** Fences every predecessor, and ends what it left open. What is read after this is final. */
    void fence() {
        fatally("the learner's place", producer::initTransactions);
    }

    /**
     * Publishes a payload of a version; it counts for nothing until a commit names it.
     *
     * @param payload read to its end while it goes out, not closed
     */
    ChunkedPayload publish(int version, ChunkKind kind, InputStream payload, long byteLength) {
        String topic = kind == ChunkKind.WEIGHTS ? run.weights() : run.trainingState();
        ChunkedPayload[] published = new ChunkedPayload[1];
        fatally(
                "chunks of version " + version,
                () -> published[0] = chunks.publish(topic, version, kind, payload, byteLength));
        return published[0];
    }

    /** Makes all of it visible at once, or nothing. */
    void commit(Commit commit) {
        WeightsManifest manifest = commit.manifest();
        fatally("version " + manifest.getVersion(), () -> {
            producer.beginTransaction();
            send(run.weightsVersions(), Keys.version(manifest.getVersion()), manifest);
            for (RolloutRequest request : commit.requests()) {
                send(run.rolloutRequests(), request.getId(), request);
            }
            for (Metric metric : commit.metrics()) {
                send(run.metrics(), metric.getSeries(), metric);
            }
            for (DeadLetter letter : commit.deadLetters()) {
                send(run.deadLetters(), letter.getTopic() + "/" + letter.getOffset(), letter);
            }
            for (PrunedChunk chunk : commit.pruned()) {
                send(chunk.topic(), chunk.key(), null);
            }
            producer.sendOffsetsToTransaction(
                    Map.of(
                            new TopicPartition(run.advantages(), 0),
                            new OffsetAndMetadata(manifest.getNextAdvantagesOffset())),
                    group);
            producer.commitTransaction();
        });
    }

    /** Errors of a single record surface when its transaction is committed. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(String topic, String key, SpecificRecord value) {
        producer.send(new ProducerRecord<>(topic, key, value));
    }

    private interface Action {
        void run() throws Exception;
    }

    private void fatally(String what, Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw fatal(what, e);
        }
    }

    private FatalRoleException fatal(String what, Exception e) {
        Exit meaning = Exits.of("learner", e);
        String sentence = meaning.code() == ExitCode.FENCED
                ? "run " + run.run() + ": expected to be its only learner, found that another one has taken over"
                : "run " + run.run() + ": expected to commit " + what + ", found that it may or may not be committed ("
                        + meaning.sentence() + "); started again, the learner goes on from the log";
        return new FatalRoleException(meaning.code(), sentence, e);
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
