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
import java.nio.file.StandardOpenOption;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A folder of one broker's data, made ready for it. */
final class DataDirectory {
    /** The same every time, since a folder is only taken up again under the id that it was formatted with. */
    private static final String CLUSTER_ID = "ddpo-streams-cluster-1";

    /** Kafka's own lock. */
    private static final String LOCK = ".lock";

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

    /** Before the broker finds out itself, by which time it has threads that end the JVM. */
    private static void requireUnused(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse(directory, null);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, e);
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

    private static FatalRoleException inUse(Path directory, Exception e) {
        return refusal(directory, "a folder of its own", "one that another broker is using", e);
    }

    private static FatalRoleException refusal(Path directory, String expected, String got, Exception e) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "[%s] expected %s, got %s".formatted(directory, expected, got), e);
    }
}
