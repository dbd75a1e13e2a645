package io.ddpo.local.control;

import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.RedriveRecord;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.control.ControlWriter;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.schemas.specification.ChangeableSettings;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Steers a run: reads what was commanded so far, and commands more. Nothing is commanded that the run would refuse as it
 * is now.
 *
 * @param registry stays open
 */
public record RunControl(KafkaClients kafka, SchemaRegistry registry, RunNames run, InstantSource clock) {
    /** Every command so far, in order, with what has become of it. */
    public List<GivenCommand> commands() {
        List<ConsumerRecord<String, Control>> records = records();
        List<WeightsManifest> versions = new HistoryReader(scan(), run).versions();
        Map<Long, String> refused = new HashMap<>();
        scan().each(run.deadLetters(), DeadLetter.class, message -> {
            if (message.value().getTopic().equals(run.control())) {
                refused.put(message.value().getOffset(), message.value().getReason());
            }
        });
        return records.stream()
                .map(message -> new GivenCommand(message.offset(), message.value(), effect(message, versions, refused)))
                .toList();
    }

    private static String effect(
            ConsumerRecord<String, Control> message, List<WeightsManifest> versions, Map<Long, String> refused) {
        if (refused.containsKey(message.offset())) {
            return "refused: " + refused.get(message.offset());
        }
        return versions.stream()
                .filter(version -> version.getNextControlOffset() > message.offset())
                .filter(version -> !isFollowedAtOnce(message.value()))
                .findFirst()
                .map(version -> "from version " + version.getVersion())
                .orElseGet(() -> pending(message.value()));
    }

    private static String pending(Control record) {
        return isFollowedAtOnce(record) ? "at once" : "at the next iteration boundary";
    }

    private static boolean isFollowedAtOnce(Control record) {
        return record.getCommand() instanceof SetSamplers || record.getCommand() instanceof RedriveRecord;
    }

    /**
     * Gives a command.
     *
     * @param command from the specification with every setting that was changed so far
     * @return it, once the log has it
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the run would refuse it
     * @throws org.apache.kafka.common.KafkaException if the cluster does not take it
     */
    public GivenCommand give(Function<RunSpecification, RunCommand> command, String who, String why) {
        try {
            Control record = command.apply(expected()).record(who, why, clock.instant());
            try (ControlWriter writer = new ControlWriter(kafka.producer(
                    "control",
                    new StringSerializer(),
                    new AvroSerializer<>(registry, Control.class),
                    ControlWriter.PRODUCER_SETTINGS))) {
                return new GivenCommand(writer.append(run, record), record, pending(record));
            }
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    /** With the settings of every command so far, taken in or not. */
    private RunSpecification expected() {
        List<ConsumerRecord<String, Control>> records = records();
        RunSpecification expected = created(records);
        for (ConsumerRecord<String, Control> message : records) {
            if (message.value().getCommand() instanceof ChangeSettings change) {
                expected = applied(expected, change);
            }
        }
        return expected;
    }

    /** As the learner does: what cannot be followed changes nothing. */
    private static RunSpecification applied(RunSpecification before, ChangeSettings change) {
        try {
            return ChangeableSettings.apply(before, change.getSettings());
        } catch (IllegalArgumentException e) {
            return before;
        }
    }

    private RunSpecification created(List<ConsumerRecord<String, Control>> records) {
        return records.stream()
                .map(message -> message.value().getCommand())
                .filter(CreateRun.class::isInstance)
                .map(command -> ((CreateRun) command).getSpecification())
                .findFirst()
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "run %s: expected a run that was created, found none".formatted(run.run())));
    }

    private List<ConsumerRecord<String, Control>> records() {
        List<ConsumerRecord<String, Control>> records = new ArrayList<>();
        scan().each(run.control(), Control.class, records::add);
        return records;
    }

    private TopicScan scan() {
        return new TopicScan(kafka, registry);
    }
}
