package io.ddpo.local.bench;

import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.cli.Main;
import io.ddpo.local.demo.JavaProcess;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** {@code ddpo broker} in a JVM of its own, with the options that the launcher gives it. */
record BrokerProcess(JavaProcess process, String bootstrapServers) implements AutoCloseable {
    private static final long LOOK_MS = 100;

    /** Whose class path is that of the tests, so that anything of it is run as the launcher runs ddpo. */
    static final List<String> LAUNCHER = List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    /** Starts it, and returns when it takes connections. */
    static BrokerProcess start(Path folder) throws IOException {
        Path data = folder.resolve("kafka");
        JavaProcess process = JavaProcess.start(
                LAUNCHER, Main.class, List.of("broker", "--port", "0", "--data", data.toString()), folder);
        Optional<String> address = EmbeddedBroker.running(data);
        while (address.isEmpty()) {
            if (!process.isAlive()) {
                throw new AssertionError("the broker ended: " + process.output());
            }
            Utils.sleep(LOOK_MS);
            address = EmbeddedBroker.running(data);
        }
        return new BrokerProcess(process, address.get());
    }

    /** Clients of a worker. */
    KafkaClients clients(String worker) {
        Settings settings = SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS)
                .of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrapServers), "figures");
        return new KafkaClients(worker, settings, meters -> {});
    }

    /** Processor time that it has taken so far. */
    Duration processor() {
        return process.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
