package io.ddpo.local.demo;

import io.ddpo.schemas.topics.RunNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Which runs a broker has. */
public final class RunsInLog {
    private static final String CONTROL = ".control";

    private RunsInLog() {}

    /** All runs, by name. */
    public static List<RunNames> of(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.endsWith(CONTROL))
                    .map(topic -> topic.substring(0, topic.length() - CONTROL.length()))
                    .filter(RunNames::isValid)
                    .sorted()
                    .map(RunNames::new)
                    .toList();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }
}
