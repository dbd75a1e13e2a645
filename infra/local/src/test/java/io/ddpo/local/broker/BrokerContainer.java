package io.ddpo.local.broker;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka's own image, told what {@link EmbeddedBroker} is told, but for where it listens and where its data lies. */
public final class BrokerContainer {
    private static final String PREFIX = "KAFKA_";

    private BrokerContainer() {}

    /**
     * A container that is not started.
     *
     * @param image of Apache Kafka
     */
    public static KafkaContainer of(String image) {
        return new KafkaContainer(image)
                .withEnv(BrokerSettings.ofOneBroker().entrySet().stream()
                        .collect(Collectors.toMap(setting -> variable(setting.getKey()), Map.Entry::getValue)));
    }

    /** As the image wants a setting named. */
    static String variable(String setting) {
        return PREFIX + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
