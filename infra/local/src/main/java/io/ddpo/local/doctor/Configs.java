package io.ddpo.local.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Settings as a cluster has them, by Kafka's names. Those without a value are left out. */
record Configs(Admin admin) {
    /** By the id of the broker. */
    Map<Integer, Map<String, String>> ofBrokers() throws ExecutionException, InterruptedException {
        Map<Integer, Map<String, String>> brokers = new TreeMap<>();
        for (Node node : admin.describeCluster().nodes().get()) {
            brokers.put(node.id(), of(ConfigResource.Type.BROKER, node.idString()));
        }
        return brokers;
    }

    /** Of a topic or a group. */
    Map<String, String> of(ConfigResource.Type type, String name) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(type, name);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        Map<String, String> values = new HashMap<>();
        config.entries().stream()
                .filter(entry -> entry.value() != null)
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }
}
