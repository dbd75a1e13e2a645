package io.ddpo.local.demo;

import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Which runs a cluster has, as far as its clients may know of them. */
public final class RunsInLog {
    private static final String CONTROL = ".control";

    private RunsInLog() {}

    /** All runs, by name. */
    public static List<RunNames> of(KafkaClients kafka) {
        try (Admin admin = kafka.admin("list")) {
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
