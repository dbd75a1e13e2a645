package io.ddpo.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** What a broker in a container is told, as far as that can be said without starting it. */
class BrokerContainerTest {
    private static final Set<String> OF_ITS_PLACE = Set.of("listeners", "log.dirs", "controller.quorum.voters");

    private final Map<String, String> variables =
            BrokerContainer.of("apache/kafka:4.3.1").getEnvMap();

    @Test
    void itIsToldWhatTheEmbeddedBrokerIsTold() {
        Map<String, String> embedded = new HashMap<>(new BrokerSettings(Path.of("data"), 9092, 9093).toMap());
        embedded.keySet().removeAll(OF_ITS_PLACE);

        assertThat(settings()).containsAllEntriesOf(embedded);
    }

    @Test
    void kafkaTakesItsSettings() {
        Map<String, String> settings = settings();
        // the script that starts it says where it listens, once the port is known
        settings.put("advertised.listeners", "PLAINTEXT://localhost:9092,BROKER://localhost:9093");

        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());
        assertThat(new KafkaConfig(settings, false).originals()).containsAllEntriesOf(settings);
    }

    /** By the rule of the image for names without an underscore of their own. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith("KAFKA_")) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return settings;
    }
}
