package io.ddpo.local.cli;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.service.kafka.KafkaSettings;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which cluster a command is about, and how it is entered; the same for every command. */
final class ClusterOptions {
    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Brokers of a cluster, with commas.")
    private Optional<String> bootstrap = Optional.empty();

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry of the cluster. Default: memory:, which needs no server.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with how the cluster is entered: kafka.* and registry.*, as roles have them;"
                    + " docs/security.md. The environment outweighs it (DDPO_KAFKA_SASL_JAAS_CONFIG and the like).")
    private Optional<Path> config = Optional.empty();

    private final Map<String, String> environment;

    /** As picocli makes it. */
    ClusterOptions() {
        this(System.getenv());
    }

    ClusterOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether the command line says where brokers are. */
    boolean namesBrokers() {
        return bootstrap.isPresent();
    }

    /** Whether the command line speaks of a cluster. */
    boolean given() {
        return bootstrap.isPresent() || config.isPresent();
    }

    /** Whether command line or environment speak of a cluster. */
    boolean isKnown() {
        return given() || ClusterAccess.isNamedBy(environment);
    }

    /** @throws io.ddpo.service.FatalRoleException unless command line or environment speak of a cluster */
    void requireFor(String option) {
        Inputs.require(isKnown(), option + ": expected a cluster, named by --bootstrap or --config, got none");
    }

    /**
     * A folder on the command line outweighs a cluster of the environment.
     *
     * @param other what may be given instead
     * @throws io.ddpo.service.FatalRoleException unless there is either a cluster or {@code other}
     */
    void requireOr(String other, boolean otherGiven) {
        boolean known = given() || !otherGiven && ClusterAccess.isNamedBy(environment);
        Inputs.require(
                known != otherGiven,
                "expected either --bootstrap (or --config) or %s, got %s"
                        .formatted(other, otherGiven ? "both" : "neither"));
    }

    /** @throws io.ddpo.service.settings.SettingsException if it is not said where it is, or said wrongly */
    ClusterAccess access() {
        return ClusterAccess.read(flags(), environment);
    }

    /** The cluster at these brokers; the registry is that of the command line or else {@code otherwise}. */
    ClusterAccess access(String brokers, String otherwise) {
        return ClusterAccess.onThisMachine(brokers, registry.orElse(otherwise), environment);
    }

    /** The same as the flags of a role. */
    List<String> flags() {
        List<String> flags = new ArrayList<>();
        bootstrap.ifPresent(value -> flags.add("--" + KafkaSettings.BOOTSTRAP_SERVERS.name() + "=" + value));
        registry.ifPresent(value -> flags.add("--" + RegistryAccess.URL.name() + "=" + value));
        config.ifPresent(value -> flags.add("--" + SettingsSpec.CONFIG.name() + "=" + value));
        return flags;
    }

    /** The same as it was typed, for a command that a user types next. */
    String again() {
        List<String> again = new ArrayList<>();
        bootstrap.ifPresent(value -> again.add("--bootstrap " + value));
        registry.ifPresent(value -> again.add("--registry " + value));
        config.ifPresent(value -> again.add("--config " + value));
        return String.join(" ", again);
    }
}
