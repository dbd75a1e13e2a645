package io.ddpo.local.cluster;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a cluster keeps everything: the broker's log, the registry's schemas, the logs of its processes, and what it is
 * now. It outlives the processes, which can be started on it again.
 */
public record ClusterFolder(Path path) {
    private static final String STATE = "cluster.json";
    private static final String LOCK = "cluster.lock";

    /**
     * Makes the folder where it is missing.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it holds something else
     */
    static ClusterFolder open(Path path) throws IOException {
        ClusterFolder folder = new ClusterFolder(path.toAbsolutePath().normalize());
        boolean isNew = Files.notExists(path) || Files.isDirectory(path) && isEmpty(path);
        if (!isNew && Files.notExists(folder.path.resolve(LOCK))) {
            throw refusal(path, "a new folder or that of a cluster", "something else");
        }
        Files.createDirectories(folder.logs());
        return folder;
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Takes the folder for this process alone, until what is returned is closed.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if another process has it
     */
    FileChannel take() throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw refusal(path, "a cluster that is down", "one that is up; see ddpo status --dir " + path);
        }
        return channel;
    }

    /** The lock goes with the channel. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has it
        }
    }

    /** What the cluster is or last was; empty if it never was anything. */
    public Optional<ClusterState> state() {
        try {
            Path file = path.resolve(STATE);
            return Files.exists(file) ? Optional.of(StateText.read(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw refusal(path.resolve(STATE), "the state of a cluster", e.toString());
        }
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is no cluster */
    public ClusterState existing() {
        return state().orElseThrow(() -> refusal(path, "the folder of a cluster", "none; ddpo up makes one"));
    }

    /** Says what the cluster is now, as a whole. */
    void write(ClusterState state) throws IOException {
        Path whole = Files.writeString(path.resolve(STATE + ".new"), StateText.write(state) + "\n");
        Files.move(whole, path.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path registry() {
        return path.resolve("registry");
    }

    Path scratch() {
        return path.resolve("scratch");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    private static FatalRoleException refusal(Path place, String expected, String got) {
        return new FatalRoleException(ExitCode.BAD_INPUT, "[%s] expected %s, got %s".formatted(place, expected, got));
    }
}
