package io.ddpo.local.fleet;

import io.ddpo.fleet.Limits;
import io.ddpo.fleet.RunFold;
import io.ddpo.fleet.Wanted;
import io.ddpo.fleet.WorkerRole;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.serde.Unreadable;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Exit;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.process.RoleProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control topic from its beginning and brings the number of samplers to what it says last. Those that are
 * let go finish their batch or give it back; those of the highest numbers go first.
 */
final class FleetAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(FleetAgent.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Supplier<Consumer<String, Control>> open;
    private final AutoCloseable registry;
    private final TopicPartition commands;
    private final IntFunction<RoleProcess> samplers;
    private final NavigableMap<Integer, RoleProcess> staying = new TreeMap<>();
    private final Map<Integer, RoleProcess> leaving = new HashMap<>();
    private volatile Consumer<String, Control> consumer;
    private final RunNames run;
    private final int atFirst;
    private final Limits limits;
    private final RunFold commanded = new RunFold();
    private long endAtStart;
    private boolean leaves;
    private String limit = "";

    /** @param registry what the consumer reads with; closed after it */
    FleetAgent(
            Supplier<Consumer<String, Control>> open,
            AutoCloseable registry,
            RunNames run,
            int atFirst,
            IntFunction<RoleProcess> samplers) {
        this.open = open;
        this.registry = registry;
        this.run = run;
        this.commands = new TopicPartition(run.control(), 0);
        this.atFirst = atFirst;
        this.limits = Limits.ofOneMachine(atFirst);
        this.samplers = samplers;
    }

    @Override
    public String roleName() {
        return "fleet";
    }

    @Override
    public void onStart() {
        consumer = open.get();
        consumer.assign(List.of(commands));
        consumer.seekToBeginning(List.of(commands));
        endAtStart = consumer.endOffsets(List.of(commands)).get(commands);
    }

    @Override
    public int doWork() {
        int taken = readCommands();
        if (consumer.position(commands) >= endAtStart) {
            requireAllWell();
            reconcile();
        }
        return taken;
    }

    private int readCommands() {
        try {
            int taken = 0;
            for (ConsumerRecord<String, Control> command : consumer.poll(LOOK)) {
                if (command.value() != null) {
                    commanded.accept(command.value(), command.offset());
                }
                taken++;
            }
            return taken;
        } catch (RecordDeserializationException e) {
            Unreadable.stepOver(consumer, e);
            return 1;
        }
    }

    private int wanted() {
        if (leaves) {
            return 0;
        }
        Wanted samplers =
                limits.of(run.run(), WorkerRole.SAMPLER, commanded.samplers().orElse(atFirst));
        if (!samplers.limit().equals(limit)) {
            limit = samplers.limit();
            log.atInfo().log("{} of {} samplers are kept; {}", samplers.count(), samplers.asked(), limit);
        }
        return samplers.count();
    }

    /** @throws FatalRoleException if a sampler ended that was wanted and had not come to the run's end */
    private void requireAllWell() {
        for (RoleProcess sampler : staying.values()) {
            Exit exit = sampler.exit().getNow(Exit.OK);
            if (exit.code() != ExitCode.OK) {
                throw new FatalRoleException(exit.code(), exit.sentence());
            }
        }
    }

    private void reconcile() {
        forgetThoseWhoLeft();
        int wanted = wanted();
        while (staying.size() < wanted) {
            int number = lowestFree();
            staying.put(number, samplers.apply(number).start());
            log.atInfo().addKeyValue("worker", "sampler-" + number).log("Sampler is started");
        }
        while (staying.size() > wanted) {
            var last = staying.pollLastEntry();
            last.getValue().stop();
            leaving.put(last.getKey(), last.getValue());
            log.atInfo().addKeyValue("worker", "sampler-" + last.getKey()).log("Sampler is let go");
        }
    }

    private void forgetThoseWhoLeft() {
        leaving.values().removeIf(sampler -> sampler.exit().isDone());
    }

    /** The name of one that has not left yet is not given away. */
    private int lowestFree() {
        int number = 1;
        while (staying.containsKey(number) || leaving.containsKey(number)) {
            number++;
        }
        return number;
    }

    @Override
    public void wakeup() {
        Consumer<String, Control> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
    }

    @Override
    public boolean drain() {
        leaves = true;
        reconcile();
        forgetThoseWhoLeft();
        return leaving.isEmpty();
    }

    @Override
    public void onClose() throws Exception {
        leaves = true;
        reconcile();
        leaving.values().forEach(sampler -> sampler.exit().join());
        if (consumer != null) {
            consumer.close();
        }
        registry.close();
    }
}
