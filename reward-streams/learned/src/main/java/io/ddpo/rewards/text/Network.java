package io.ddpo.rewards.text;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A graph of the Maven package of PP-OCR with one input and one output. Thread-safe. */
final class Network implements AutoCloseable {
    private static final String FOLDER = "/models/";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;

    /** The library lets a graph be given back that is being computed, and crashes. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    /** @param file its name in the package */
    Network(String file) {
        try (InputStream graph = Network.class.getResourceAsStream(FOLDER + file);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (graph == null) {
                throw new IOException("no " + FOLDER + file + " on the class path");
            }
            options.setIntraOpNumThreads(1); // whoever has many pictures reads them side by side
            this.session = environment.createSession(graph.readAllBytes(), options);
            this.input = session.getInputNames().iterator().next();
        } catch (IOException | OrtException e) {
            throw new IllegalStateException("OCR: expected the models of its Maven package, got " + e.getMessage(), e);
        }
    }

    /**
     * What the graph makes of a picture.
     *
     * @param planes [3, height, width]
     * @param type of the output, nested arrays of float
     */
    <T> T run(float[] planes, int height, int width, Class<T> type) {
        use.readLock().lock();
        try (OnnxTensor picture = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(planes), new long[] {1, 3, height, width});
                OrtSession.Result result = session.run(Map.of(input, picture))) {
            return type.cast(result.get(0).getValue());
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "OCR: expected an answer for a picture of %d x %d, got %s".formatted(width, height, e.getMessage()),
                    e);
        } finally {
            use.readLock().unlock();
        }
    }

    /** A text that the graph brings along; empty if it has none of that name. */
    String metadata(String name) {
        try {
            return session.getMetadata().getCustomMetadata().getOrDefault(name, "");
        } catch (OrtException e) {
            throw new IllegalStateException("OCR: expected metadata, got " + e.getMessage(), e);
        }
    }

    /** Gives back the graph when what is being computed is. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("OCR: expected to be closed, got " + e.getMessage(), e);
        } finally {
            use.writeLock().unlock();
        }
    }
}
