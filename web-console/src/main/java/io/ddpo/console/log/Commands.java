package io.ddpo.console.log;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.control.ControlWriter;
import io.ddpo.schemas.topics.RunNames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Commands on their way to runs: appending waits for the cluster, so it has a thread of its own. Thread-safe. */
public final class Commands implements AutoCloseable {
    private final ControlWriter writer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread named = new Thread(work, "console-control");
        named.setDaemon(true);
        return named;
    });

    /** @param writer taken over and closed */
    public Commands(ControlWriter writer) {
        this.writer = writer;
    }

    /** Completes with the offset of the command once it is acknowledged. */
    public CompletableFuture<Long> append(RunNames run, Control command) {
        return CompletableFuture.supplyAsync(() -> writer.append(run, command), thread);
    }

    @Override
    public void close() {
        thread.shutdown();
        writer.close();
    }
}
