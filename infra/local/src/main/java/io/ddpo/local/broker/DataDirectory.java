package io.ddpo.local.broker;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A folder of one broker's data, made ready for it. */
final class DataDirectory {
    /** The same every time, since a folder is only taken up again under the id that it was formatted with. */
    private static final String CLUSTER_ID = "ddpo-streams-cluster-1";

    /** Kafka's own lock. */
    private static final String LOCK = ".lock";

    private static final String ADDRESS = "ddpo-address";

    private DataDirectory() {}

    /**
     * Makes and formats the folder unless that was done before.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it cannot be written or another broker uses it
     */
    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            requireUnused(directory);
            format(directory);
        } catch (FatalRoleException e) {
            throw e;
        } catch (Exception e) { // the formatter declares nothing more precise
            throw refusal(directory, "a folder to write to", e.toString(), e);
        }
    }

    /** Says where the broker of a folder listens; what an earlier one said is worth nothing any more. */
    static void announce(Path directory, String bootstrapServers) {
        try {
            Path whole = directory.resolve(ADDRESS + ".new");
            Files.writeString(whole, bootstrapServers);
            Files.move(whole, directory.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw refusal(directory, "a folder to write to", e.toString(), e);
        }
    }

    /** Takes it back. */
    static void withdraw(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(ADDRESS));
        } catch (IOException e) {
            throw refusal(directory, "a folder to write to", e.toString(), e);
        }
    }

    /** Where the broker listens that holds a folder; empty if none does, or it has not begun to listen. */
    static Optional<String> address(Path directory) {
        Path file = directory.resolve(ADDRESS);
        try {
            return Files.exists(file) && isUsed(directory) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw refusal(directory, "a folder to read from", e.toString(), e);
        }
    }

    /** Before the broker finds out itself, by which time it has threads that end the JVM. */
    private static void requireUnused(Path directory) throws IOException {
        if (isUsed(directory)) {
            throw refusal(directory, "a folder of its own", "one that another broker is using", null);
        }
    }

    private static boolean isUsed(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true; // by this process
        }
    }

    private static void format(Path directory) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Formatter()
                .setPrintStream(nowhere)
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(CLUSTER_ID)
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .run();
    }

    private static FatalRoleException refusal(Path directory, String expected, String got, Exception e) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "[%s] expected %s, got %s".formatted(directory, expected, got), e);
    }
}
