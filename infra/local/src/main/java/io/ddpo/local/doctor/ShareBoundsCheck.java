package io.ddpo.local.doctor;

import io.ddpo.sampler.SamplerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Whether the brokers' bounds allow what samplers and scorers ask of their share groups unless told otherwise. */
record ShareBoundsCheck(Admin admin) implements ClusterCheck {
    private static final String NAME = "share groups";
    private static final String LOCK = "record.lock.duration.ms";
    private static final String DELIVERIES = "delivery.count.limit";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws ExecutionException, InterruptedException {
        return judge(
                new Configs(admin).ofBrokers(),
                SamplerSettings.LOCK_DURATION.defaultValue().orElseThrow().toMillis(),
                SamplerSettings.DELIVERY_LIMIT.defaultValue().orElseThrow());
    }

    /**
     * @param brokers their settings, by id
     * @param lock how long a worker may hold a record, in milliseconds
     * @param deliveries how often a record may be handed out
     */
    static Finding judge(Map<Integer, Map<String, String>> brokers, long lock, long deliveries) {
        List<String> problems = new ArrayList<>();
        brokers.forEach((id, settings) -> {
            bound(problems, id, settings, LOCK, lock);
            bound(problems, id, settings, DELIVERIES, deliveries);
        });
        return problems.isEmpty()
                ? Finding.ok(NAME, "%d deliveries and a lock of %d s are allowed".formatted(deliveries, lock / 1000))
                : Finding.wrong(
                        NAME,
                        String.join(", ", problems),
                        "correct it there, or give samplers and scorers another --lock.duration or --delivery.limit");
    }

    private static void bound(
            List<String> problems, int broker, Map<String, String> settings, String what, long wanted) {
        String least = "group.share.min." + what;
        String most = "group.share.max." + what;
        if (wanted < value(settings, least, 0)) {
            problems.add(
                    "broker %d has %s = %s, which is above %d".formatted(broker, least, settings.get(least), wanted));
        }
        if (wanted > value(settings, most, Long.MAX_VALUE)) {
            problems.add(
                    "broker %d has %s = %s, which is below %d".formatted(broker, most, settings.get(most), wanted));
        }
    }

    /** A bound that a broker does not have does not bind. */
    private static long value(Map<String, String> settings, String name, long otherwise) {
        return settings.containsKey(name) ? Long.parseLong(settings.get(name)) : otherwise;
    }
}
