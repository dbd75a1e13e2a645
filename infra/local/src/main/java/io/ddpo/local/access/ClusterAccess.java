package io.ddpo.local.access;

import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a cluster is entered: where its brokers and its schema registry are, and the user and certificates for both.
 * Holds secrets, and does not print them.
 *
 * @param settings of a spec with those of Kafka's clients and of a registry
 */
public record ClusterAccess(Settings settings) {
    private static final String KAFKA = "kafka.";
    private static final String REGISTRY = "registry.";
    private static final String KAFKA_VARIABLE = "DDPO_KAFKA_";
    private static final String REGISTRY_VARIABLE = "DDPO_REGISTRY_";

    private static final SettingsSpec SPEC = RegistryAccess.in(
                    SettingsSpec.of(KafkaSettings.BOOTSTRAP_SERVERS), RegistrySettings.names())
            .withDefault(RegistryAccess.URL, SchemaRegistries.MEMORY)
            .passing(KafkaSettings.CLIENTS);

    /**
     * As roles are told, by flags before the environment before a file. Variables for other settings of roles are left
     * to those. Without a registry, none is needed.
     *
     * @throws io.ddpo.service.settings.SettingsException with every problem at once
     */
    public static ClusterAccess read(List<String> flags, Map<String, String> environment) {
        Map<String, String> clients = new HashMap<>(environment);
        clients.keySet().removeIf(ClusterAccess::isOfRoles);
        return new ClusterAccess(SPEC.parse(flags, clients));
    }

    private static boolean isOfRoles(String variable) {
        return variable.startsWith("DDPO_")
                && !variable.startsWith(KAFKA_VARIABLE)
                && !variable.startsWith(REGISTRY_VARIABLE)
                && !variable.equals(SettingsSpec.CONFIG.variable());
    }

    /** Whether an environment says where brokers are, by itself or by a file. */
    public static boolean isNamedBy(Map<String, String> environment) {
        return environment.containsKey(KafkaSettings.BOOTSTRAP_SERVERS.variable())
                || environment.containsKey("KAFKA_BOOTSTRAP_SERVERS")
                || environment.containsKey(SettingsSpec.CONFIG.variable());
    }

    /** Brokers on this machine that ask nobody who they are, and a registry that is entered as the environment says. */
    public static ClusterAccess onThisMachine(
            String bootstrapServers, String registry, Map<String, String> environment) {
        Map<String, String> registryOnly = new HashMap<>(environment);
        registryOnly
                .keySet()
                .removeIf(variable ->
                        !variable.startsWith(REGISTRY_VARIABLE) || registry.equals(SchemaRegistries.MEMORY));
        return read(
                List.of(
                        "--" + KafkaSettings.BOOTSTRAP_SERVERS.name() + "=" + bootstrapServers,
                        "--" + RegistryAccess.URL.name() + "=" + registry),
                registryOnly);
    }

    /** A broker on this machine that asks nobody who they are, and no registry. */
    public static ClusterAccess onThisMachine(String bootstrapServers) {
        return new ClusterAccess(
                SPEC.of(Map.of(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrapServers), "this machine"));
    }

    /** An environment without how clusters are entered, for whoever works on a broker of this machine. */
    public static Map<String, String> withoutClusters(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.keySet()
                .removeIf(variable -> variable.startsWith(KAFKA_VARIABLE)
                        || variable.startsWith(REGISTRY_VARIABLE)
                        || variable.equals("KAFKA_BOOTSTRAP_SERVERS"));
        return rest;
    }

    /** Where the brokers are. */
    public String bootstrapServers() {
        return settings.get(KafkaSettings.BOOTSTRAP_SERVERS);
    }

    /** Where schemas are registered. */
    public String registryUrl() {
        return settings.get(RegistryAccess.URL);
    }

    /** The same cluster for clients that ask questions and give up after a while. */
    public ClusterAccess within(Duration patience) {
        Map<String, String> all = forRoles();
        for (String kind : List.of("kafka.admin.", "kafka.consumer.")) {
            all.put(kind + "default.api.timeout.ms", Long.toString(patience.toMillis()));
            all.put(kind + "request.timeout.ms", Long.toString(patience.toMillis()));
        }
        return new ClusterAccess(SPEC.of(all, "here"));
    }

    /** Kafka clients of {@code who}. */
    public KafkaClients kafka(String who) {
        return new KafkaClients(who, settings, meters -> {});
    }

    /**
     * Opens the registry. Whoever opens it closes it.
     *
     * @throws io.ddpo.service.FatalRoleException if its settings are not what they should be
     */
    public SchemaRegistry registry() {
        return RegistryAccess.open(settings, SchemaRegistries::open);
    }

    /** What a role in this JVM is told to get there, by the names of settings. Has the secrets in clear. */
    public Map<String, String> forRoles() {
        Map<String, String> all = new TreeMap<>();
        settings.passedThrough(KAFKA).forEach((name, value) -> all.put(KAFKA + name, value));
        settings.passedThrough(REGISTRY).forEach((name, value) -> all.put(REGISTRY + name, value));
        all.put(KafkaSettings.BOOTSTRAP_SERVERS.name(), bootstrapServers());
        all.put(RegistryAccess.URL.name(), registryUrl());
        return all;
    }
}
