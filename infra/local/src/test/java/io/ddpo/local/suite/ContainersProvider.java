package io.ddpo.local.suite;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.BrokerContainer;
import io.ddpo.service.Closer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * Kafka and a schema registry in containers, which keep nothing.
 *
 * @param kafka image of the broker
 * @param registry image of Apicurio Registry
 */
record ContainersProvider(String kafka, String registry) implements ClusterProvider {
    private static final Path COMPOSE = Path.of("../compose/compose.yaml");
    private static final int REGISTRY_PORT = 8080;
    private static final String REGISTRY_API = "/apis/ccompat/v7";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Of the images that the compose file names. */
    static ContainersProvider ofCompose() {
        try {
            Load yaml = new Load(LoadSettings.builder().build());
            Map<?, ?> compose = (Map<?, ?>) yaml.loadFromString(Files.readString(COMPOSE));
            Map<?, ?> services = (Map<?, ?>) compose.get("services");
            return new ContainersProvider(image(services, "kafka"), image(services, "registry"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String image(Map<?, ?> services, String service) {
        return (String) ((Map<?, ?>) services.get(service)).get("image");
    }

    @Override
    public String description() {
        return "containers (%s, %s)".formatted(kafka, registry);
    }

    @Override
    public ClusterAccess start(Path folder, Closer started) {
        KafkaContainer broker = started.add(BrokerContainer.of(kafka).withStartupTimeout(PATIENCE));
        GenericContainer<?> schemas = started.add(new GenericContainer<>(registry)
                .withExposedPorts(REGISTRY_PORT)
                .waitingFor(Wait.forHttp(REGISTRY_API + "/subjects").forPort(REGISTRY_PORT))
                .withStartupTimeout(PATIENCE));
        Startables.deepStart(broker, schemas).join();
        String url = "http://%s:%d%s".formatted(schemas.getHost(), schemas.getMappedPort(REGISTRY_PORT), REGISTRY_API);
        return ClusterAccess.onThisMachine(broker.getBootstrapServers(), url, Map.of());
    }
}
