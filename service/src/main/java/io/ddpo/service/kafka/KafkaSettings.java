package io.ddpo.service.kafka;

import io.ddpo.service.settings.PassThrough;
import io.ddpo.service.settings.Setting;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of Kafka clients: {@code kafka.<name>} reaches every client as {@code <name>}, and
 * {@code kafka.producer.}, {@code kafka.consumer.}, {@code kafka.shareconsumer.}, {@code kafka.streams.} or
 * {@code kafka.admin.<name>} those of one kind, unchanged. What the project's promises rest on is refused.
 */
public final class KafkaSettings {
    /** Of all settings of Kafka's clients. */
    public static final String PREFIX = "kafka.";

    /** Where the cluster is; {@code KAFKA_BOOTSTRAP_SERVERS} is read too. */
    public static final Setting<String> BOOTSTRAP_SERVERS = Setting.text(
                    PREFIX + "bootstrap.servers", "brokers to find the cluster by, host:port[,host:port…]")
            .orEnvironment("KAFKA_BOOTSTRAP_SERVERS")
            .check("host:port[,host:port…]", KafkaSettings::isAddressList);

    /** Everything else under {@code kafka.}. */
    public static final PassThrough CLIENTS = new PassThrough(
            PREFIX, "any setting of Kafka's clients, unchanged", KafkaSettings::isSecret, KafkaSettings::refusal);

    private static final Pattern SECRET = Pattern.compile(
            "password|passphrase|certificate|secret|credential|jaas\\.config|keystore\\.key|user\\.info|token$");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:,\\s]+):\\d{1,5}");

    private KafkaSettings() {}

    private static boolean isAddressList(String text) {
        return Arrays.stream(text.split(",", -1))
                .allMatch(address -> ADDRESS.matcher(address.strip()).matches());
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name).find();
    }

    private static Optional<String> refusal(String name, String value) {
        for (ClientKind kind : ClientKind.values()) {
            String key =
                    name.startsWith(kind.scope()) ? name.substring(kind.scope().length()) : name;
            if (kind.owns(key)) {
                return Optional.of(
                        "expected no value for '%s', which the role decides, got '%s'".formatted(PREFIX + name, value));
            }
            String only = kind.fixed().getOrDefault(key, value);
            if (!only.equals(value)) {
                return Optional.of("expected %s for '%s', without which records could be lost or doubled, got '%s'"
                        .formatted(only, PREFIX + name, value));
            }
        }
        return Optional.empty();
    }
}
