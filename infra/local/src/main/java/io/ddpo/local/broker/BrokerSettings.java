package io.ddpo.local.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the one broker is told, in Kafka's names.
 *
 * @param directory of its data
 * @param port for clients, on the loopback address
 * @param controllerPort for the controller in the same JVM
 */
record BrokerSettings(Path directory, int port, int controllerPort) {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    /** What roles can be told; the default is 15 s. */
    private static final String SHORTEST_RECORD_LOCK_MS = "1000";

    /** An hour: a batch of a large model on a small machine may take that long. */
    private static final String LONGEST_RECORD_LOCK_MS = "3600000";

    /** A process that was killed holds its work until then; the default is 45 s. */
    private static final String MEMBER_MISSED_AFTER_MS = "10000";

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    Map<String, String> toMap() {
        Map<String, String> settings = ofOneBroker();
        listeners(settings);
        return settings;
    }

    /** All but where it listens and where its data lies: the same for a broker in a container. */
    static Map<String, String> ofOneBroker() {
        Map<String, String> settings = new HashMap<>();
        settings.put("auto.create.topics.enable", "false");
        oneReplica(settings);
        shareGroups(settings);
        startFast(settings);
        stayLight(settings);
        return settings;
    }

    private void listeners(Map<String, String> settings) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", directory.toString());
        settings.put(
                "listeners", "PLAINTEXT://" + bootstrapServers() + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    }

    private static void oneReplica(Map<String, String> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        for (String topic : new String[] {"transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".min.isr", "1");
            settings.put(topic + ".num.partitions", "1");
        }
    }

    private static void shareGroups(Map<String, String> settings) {
        settings.put("group.share.delivery.count.limit", "10");
        settings.put("group.share.min.record.lock.duration.ms", SHORTEST_RECORD_LOCK_MS);
        settings.put("group.share.max.record.lock.duration.ms", LONGEST_RECORD_LOCK_MS);
    }

    /**
     * The defaults wait for members that a large cluster may still send; a heartbeat brings the assignment. The broker's own
     * session keeps its 9 s, although one that was killed is not let in again before: with less, a machine that is busy
     * for so long takes every leader away from the only broker.
     */
    private static void startFast(Map<String, String> settings) {
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        for (String group : new String[] {"group.consumer.", "group.share.", "group.streams."}) {
            settings.put(group + "min.heartbeat.interval.ms", "500");
            settings.put(group + "heartbeat.interval.ms", "500");
            settings.put(group + "assignment.interval.ms", "100");
            settings.put(group + "min.session.timeout.ms", MEMBER_MISSED_AFTER_MS);
            settings.put(group + "session.timeout.ms", MEMBER_MISSED_AFTER_MS);
        }
    }

    /** The defaults are for a machine of its own. */
    private static void stayLight(Map<String, String> settings) {
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
    }
}
