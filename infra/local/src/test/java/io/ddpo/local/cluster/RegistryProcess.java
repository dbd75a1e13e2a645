package io.ddpo.local.cluster;

import static org.awaitility.Awaitility.await;

import io.ddpo.local.broker.Ports;
import io.ddpo.local.cli.Main;
import io.ddpo.local.demo.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The registry of {@code ddpo registry}, in a process that ends with this one. */
public final class RegistryProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Where the build unpacks it below. */
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private final JavaProcess process;
    private final int port;

    private RegistryProcess(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Begins to start it.
     *
     * @param folder of what it prints and keeps
     */
    public static RegistryProcess start(Path folder) throws IOException {
        int port = Ports.choose(Ports.ANY);
        List<String> arguments = List.of(
                "registry",
                "--port",
                Integer.toString(port),
                "--data",
                folder.resolve("registry").toString());
        List<String> options = new ArrayList<>(JavaProcess.SHORT_LIVED);
        options.addAll(List.of(Tether.OPTION, "-Dddpo.home=" + HOME));
        return new RegistryProcess(JavaProcess.start(options, Main.class, arguments, folder), port);
    }

    /**
     * Where it is, once it answers.
     *
     * @throws AssertionError with what it printed, if it ended
     */
    public String url() {
        String url = SchemaServer.address(port);
        await("a registry at " + url).atMost(PATIENCE).until(() -> {
            process.requireNoFault();
            return Answers.http(url + "/subjects");
        });
        return url;
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
