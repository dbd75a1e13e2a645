package io.ddpo.schemas;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker in this JVM, one for all tests; each test uses a run of its own. */
public final class Broker {
    private static Broker shared;

    private final String bootstrap;

    private Broker(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    public static synchronized Broker shared() {
        if (shared == null) {
            try {
                shared = start(Files.createTempDirectory("broker"));
            } catch (Exception e) {
                throw new IllegalStateException("the broker did not start", e);
            }
        }
        return shared;
    }

    private static Broker start(Path directory) throws Exception {
        String broker = "127.0.0.1:" + freePort();
        String controller = "127.0.0.1:" + freePort();
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
        Map<String, String> settings = Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "log.dirs", directory.toString(),
                "listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.voters", "1@" + controller,
                "auto.create.topics.enable", "false",
                "default.replication.factor", "1");
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
        return new Broker(broker);
    }

    /** Creates the topics of a run. */
    public RunNames run(String name) {
        RunNames run = new RunNames(name);
        try (Admin admin = admin()) {
            Topics.create(admin, TopicCatalogue.of(run));
        }
        return run;
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public <V> Producer<String, V> producer(Serializer<V> values) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.request.size", 32 << 20), new StringSerializer(), values);
    }

    public Consumer<String, byte[]> consumer() {
        return consumer(new ByteArrayDeserializer());
    }

    public <V> Consumer<String, V> consumer(Deserializer<V> values) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "none"), new StringDeserializer(), values);
    }

    private static void stop(KafkaRaftServer server, Path directory) {
        server.shutdown();
        server.awaitShutdown();
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
