package io.ddpo.rewards.scorer;

import io.ddpo.rewards.api.Rewards;
import io.ddpo.rewards.guard.Guards;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.specification.RunEnd;
import io.ddpo.schemas.specification.RunSpecifications;
import io.ddpo.schemas.specification.ScoredSamples;
import io.ddpo.schemas.specification.SpecificationException;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.kafka.ShareGroup;
import io.ddpo.service.kafka.WorkQueue;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.process.WorkerIdentity;
import io.ddpo.service.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Opens what a scorer works with on a cluster. */
final class KafkaOpening implements Office.Opening {
    private final RoleContext context;
    private final WorkerIdentity worker;
    private final Rewards rewards;
    private final Settings settings;
    private final KafkaClients kafka;
    private final RunNames run;
    private final Closer clients = new Closer();
    private SchemaRegistry registry;
    private Results results;

    /** Opened once. */
    KafkaOpening(RoleContext context, WorkerIdentity worker, Rewards rewards) {
        this.context = context;
        this.worker = worker;
        this.rewards = rewards;
        this.settings = context.settings();
        this.kafka = context.kafka(worker.name());
        this.run = new RunNames(settings.get(ScorerSettings.RUN));
    }

    @Override
    public Office open() {
        registry = clients.add(RegistryAccess.open(settings, SchemaRegistries::open));
        results = clients.add(new Results(
                run,
                run.scores(),
                kafka.producer(
                        "results",
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        Map.of("max.request.size", TopicCatalogue.LARGEST_RECORD)),
                registry));
        Consumer<String, Control> control = clients.add(consumer("control", Control.class));
        Consumer<String, WeightsManifest> manifests = clients.add(consumer("manifests", WeightsManifest.class));
        return new Office(
                patience -> specification(control, patience),
                new RunEnd(manifests, run.weightsVersions()),
                new Heartbeats(
                        worker, results::heartbeat, settings.get(ScorerSettings.HEARTBEAT_INTERVAL), context.clock()),
                this::start,
                clients);
    }

    private Workplace start(RunSpecification specification) {
        String name = specification.getReward().getName();
        OpenReward reward = open(specification);
        int deliveryLimit = settings.get(ScorerSettings.DELIVERY_LIMIT);
        ShareGroup group =
                new ShareGroup(run.scorerGroup(name), settings.get(ScorerSettings.LOCK_DURATION), deliveryLimit);
        try (Admin admin = kafka.admin("group")) {
            group.setUp(admin);
        }
        ScorerMetrics metrics = new ScorerMetrics(context.metrics().registry());
        Limits limits = ScorerSettings.limits(settings);
        Time time = Time.system();
        ScoredSamples samples = ScoredSamples.of(specification);
        return new Workplace(
                name,
                new Intake(
                        worker.name(),
                        name,
                        samples,
                        new AvroDeserializer<>(registry, Outcome.class),
                        deliveryLimit,
                        metrics,
                        context.clock()),
                new PersistentReward(clients.add(reward.function()), limits, new Gate(limits, time), time, calls(name)),
                new Evaluations(clients.add(guards(specification, limits))),
                results,
                metrics,
                slot -> queue(
                        slot,
                        group,
                        samples.topics(),
                        Math.min(settings.get(ScorerSettings.BATCH_SIZE), reward.atOnce())));
    }

    private OpenReward open(RunSpecification specification) {
        RewardSettings wanted = specification.getReward();
        Map<String, String> parameters = new HashMap<>(wanted.getParameters());
        parameters.putAll(settings.passedThrough(ScorerSettings.PARAMETERS_PREFIX));
        return sound(() -> OpenReward.of(rewards, wanted.getName(), parameters, specification));
    }

    private Guards guards(RunSpecification specification, Limits limits) {
        Map<String, Map<String, String>> wanted = specification.getGuard().getRewards().stream()
                .collect(Collectors.toMap(RewardSettings::getName, RewardSettings::getParameters));
        return sound(() -> Guards.open(
                rewards, wanted, (name, guard) -> PatientGuard.of(guard, limits, Time.system(), calls(name))));
    }

    private CallMetrics calls(String reward) {
        return new CallMetrics(context.metrics().registry(), reward);
    }

    private <T> T sound(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, "run " + run.run() + ": " + e.getMessage(), e);
        }
    }

    private WorkQueue queue(String slot, ShareGroup group, List<String> topics, int atOnce) {
        return new WorkQueue(
                context.kafka(slot)
                        .shareConsumer(
                                "samples",
                                group.group(),
                                atOnce,
                                new StringDeserializer(),
                                new ByteArrayDeserializer(),
                                Map.of()),
                topics,
                group.lock(),
                context.clock());
    }

    private <T extends SpecificRecord> Consumer<String, T> consumer(String purpose, Class<T> type) {
        return kafka.consumer(purpose, new StringDeserializer(), new AvroDeserializer<>(registry, type), Map.of());
    }

    private Optional<RunSpecification> specification(Consumer<String, Control> control, Duration patience) {
        try {
            return RunSpecifications.read(control, run, patience);
        } catch (SpecificationException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
