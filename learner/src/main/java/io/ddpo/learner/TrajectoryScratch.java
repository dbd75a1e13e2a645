package io.ddpo.learner;

import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The latents of one iteration in a file that is gone when it is closed. Trajectories arrive once, in the order of the
 * log, and are read back transition by transition in whatever order training wants; memory holds one trajectory.
 */
final class TrajectoryScratch implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final int steps;
    private final int dimensions;
    private final ByteBuffer trajectory;
    private final ByteBuffer transition;
    private final ByteBuffer latent;

    private TrajectoryScratch(Path file, FileChannel channel, int steps, int dimensions) {
        this.file = file;
        this.channel = channel;
        this.steps = steps;
        this.dimensions = dimensions;
        this.trajectory = floats(Math.multiplyExact(steps + 1, dimensions));
        this.transition = floats(2 * dimensions);
        this.latent = floats(dimensions);
    }

    private static ByteBuffer floats(int count) {
        return ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.nativeOrder());
    }

    /**
     * An empty scratch file.
     *
     * @param directory where it lies
     * @param steps denoising steps T of every trajectory
     * @param dimensions elements of one latent, C·H·W
     * @throws FatalRoleException if the file cannot be made there
     */
    static TrajectoryScratch in(Path directory, int steps, int dimensions) {
        try {
            Path file = Files.createTempFile(directory, "trajectories-", ".scratch");
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
            return new TrajectoryScratch(file, channel, steps, dimensions);
        } catch (IOException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "scratch.dir: expected a folder to write to, found " + directory + " (" + e + ")",
                    e);
        }
    }

    /**
     * Keeps a trajectory whose shape is the one of this scratch.
     *
     * @param slot where it lies, from 0
     * @throws FatalRoleException if there is no room for it
     */
    void write(int slot, Trajectory record) {
        trajectory.clear();
        Latents.widen(record.getLatentDtype(), record.getLatents(), trajectory);
        trajectory.flip();
        long at = position(slot, 0);
        try {
            while (trajectory.hasRemaining()) {
                at += channel.write(trajectory, at);
            }
        } catch (IOException e) {
            throw new FatalRoleException(
                    ExitCode.RESOURCES,
                    "scratch file " + file + ": expected room for " + (position(slot + 1, 0) >> 20)
                            + " MiB of latents and more, found none (" + e.getMessage() + ")",
                    e);
        }
    }

    /**
     * Reads a transition of a trajectory into row {@code row} of {@code x} and {@code next}, both {@code [rows, C·H·W]}.
     *
     * @throws IOException if the file cannot be read
     */
    void read(int slot, int step, int row, float[] x, float[] next) throws IOException {
        read(transition, slot, step);
        transition.asFloatBuffer().get(x, row * dimensions, dimensions).get(next, row * dimensions, dimensions);
    }

    /**
     * Reads the final latent x_0 of a trajectory into row {@code row} of {@code x0}, {@code [rows, C·H·W]}.
     *
     * @throws IOException if the file cannot be read
     */
    void readLast(int slot, int row, float[] x0) throws IOException {
        read(latent, slot, steps);
        latent.asFloatBuffer().get(x0, row * dimensions, dimensions);
    }

    /** Fills a buffer from a trajectory's n-th latent on. */
    private void read(ByteBuffer target, int slot, int first) throws IOException {
        target.clear();
        long at = position(slot, first);
        while (target.hasRemaining()) {
            int read = channel.read(target, at + target.position());
            if (read < 0) {
                throw new IOException("scratch file " + file + ": expected trajectory " + slot + ", found the end");
            }
        }
        target.flip();
    }

    private long position(int slot, int step) {
        return ((long) slot * (steps + 1) + step) * dimensions * Float.BYTES;
    }

    /** Elements of one latent, C·H·W. */
    int dimensions() {
        return dimensions;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
