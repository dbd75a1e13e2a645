package io.ddpo.local.doctor;

import io.ddpo.schemas.topics.TopicCatalogue;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Whether the brokers take a request with the largest record of the contract. */
record RequestSizeCheck(Admin admin) implements ClusterCheck {
    private static final String NAME = "request size";
    private static final String LIMIT = "socket.request.max.bytes";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        return judge(new Configs(admin).ofBrokers(), TopicCatalogue.LARGEST_RECORD);
    }

    /**
     * @param brokers their settings, by id
     * @param largest record of any topic, in bytes
     */
    static Finding judge(Map<Integer, Map<String, String>> brokers, long largest) {
        String low = brokers.entrySet().stream()
                .filter(broker -> broker.getValue().containsKey(LIMIT))
                .filter(broker -> Long.parseLong(broker.getValue().get(LIMIT)) <= largest)
                .map(broker -> "broker %d has %s = %s"
                        .formatted(broker.getKey(), LIMIT, broker.getValue().get(LIMIT)))
                .collect(Collectors.joining(", "));
        return low.isEmpty()
                ? Finding.ok(NAME, "records of %d MiB are taken".formatted(largest >> 20))
                : Finding.wrong(NAME, low, "raise it well above %d, the largest record of a run".formatted(largest));
    }
}
