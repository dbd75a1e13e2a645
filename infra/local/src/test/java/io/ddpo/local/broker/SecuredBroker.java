package io.ddpo.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A broker that lets in nobody without a user, encrypts, and allows what ACLs grant: KRaft, SASL_SSL with SCRAM users,
 * Kafka's own authorizer. Its controller is entered with the broker's certificate alone.
 */
public final class SecuredBroker implements AutoCloseable {
    /** May do everything, as its ACLs have to come from somebody. */
    public static final String ADMIN = "admin";

    private static final String BROKER = "broker";
    private static final String STORE_PASSWORD = "store-hush";
    private static final String MECHANISM = "SCRAM-SHA-256";
    private static final String LISTENER = "SASL_SSL";

    private final BrokerSettings settings;
    private final Path store;
    private final KafkaRaftServer server;

    private SecuredBroker(BrokerSettings settings, Path store, KafkaRaftServer server) {
        this.settings = settings;
        this.store = store;
        this.server = server;
    }

    /** @param users who can enter, beside the admin */
    public static SecuredBroker start(Path directory, List<String> users) throws Exception {
        Path store = certificate(Files.createDirectories(directory));
        Path data = Files.createDirectories(directory.resolve("data"));
        BrokerSettings settings = new BrokerSettings(data, Ports.choose(Ports.ANY), Ports.choose(Ports.ANY));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId("ddpo-secured-cluster-1")
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setScramArguments(Stream.concat(Stream.of(BROKER, ADMIN), users.stream())
                        .map(user -> "%s=[name=%s,password=%s]".formatted(MECHANISM, user, password(user)))
                        .toList())
                .run();
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(secured(settings, store), false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(settings, store, server);
    }

    private static Map<String, String> secured(BrokerSettings settings, Path store) {
        Map<String, String> all = new TreeMap<>(settings.toMap());
        all.put(
                "listeners",
                "%s://%s,%s://127.0.0.1:%d"
                        .formatted(
                                LISTENER,
                                settings.bootstrapServers(),
                                BrokerSettings.CONTROLLER,
                                settings.controllerPort()));
        all.put("listener.security.protocol.map", "%s:SASL_SSL,%s:SSL".formatted(LISTENER, BrokerSettings.CONTROLLER));
        all.put("inter.broker.listener.name", LISTENER);
        all.put("sasl.enabled.mechanisms", MECHANISM);
        all.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        all.put("listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config", jaas(BROKER));
        all.put("listener.name.controller.ssl.client.auth", "required");
        for (String kind : new String[] {"keystore", "truststore"}) {
            all.put("ssl." + kind + ".location", store.toString());
            all.put("ssl." + kind + ".password", STORE_PASSWORD);
            all.put("ssl." + kind + ".type", "PKCS12");
        }
        all.put("authorizer.class.name", RecordingAuthorizer.class.getName());
        all.put("super.users", "User:%s;User:%s;User:CN=%s".formatted(BROKER, ADMIN, BROKER));
        return all;
    }

    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Folder of its log. */
    public Path data() {
        return settings.directory();
    }

    /** How a user enters, by the names of settings of roles. */
    public Map<String, String> settings(String user) {
        return Map.of(
                "kafka.bootstrap.servers",
                bootstrapServers(),
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                MECHANISM,
                "kafka.sasl.jaas.config",
                jaas(user),
                "kafka.ssl.truststore.location",
                store.toString(),
                "kafka.ssl.truststore.password",
                STORE_PASSWORD,
                "kafka.ssl.truststore.type",
                "PKCS12");
    }

    /** The same as a file that {@code --config} takes. */
    public Path config(String user) throws IOException {
        Path file = store.resolveSibling(user + ".conf");
        return Files.write(
                file,
                settings(user).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** Every password ends like this. */
    public static String secret() {
        return "-hush";
    }

    private static String password(String user) {
        return user + secret();
    }

    private static String jaas(String user) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password(user));
    }

    private static Path certificate(Path folder) throws Exception {
        Path store = folder.resolve("broker.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-alias",
                BROKER,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + BROKER,
                "-ext",
                "san=ip:127.0.0.1");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return store;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
