package io.ddpo.sampler;

import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.payload.ChunkReader;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.Closer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.kafka.ShareGroup;
import io.ddpo.service.kafka.WorkQueue;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Opens a sampler's workplace: what the run is, the share group, the model, and only then membership of the group. */
record SamplerOpening(RoleContext context, WorkerIdentity identity, SamplerModel.Loader loader)
        implements Workplace.Opening {
    /** Whoever starts a run may start its samplers a moment earlier. */
    private static final Duration FOR_THE_RUN = Duration.ofMinutes(1);

    @Override
    public Optional<Workplace> open(BooleanSupplier stopping) throws Exception {
        Closer clients = new Closer();
        Closer model = new Closer();
        try {
            SchemaRegistry registry = clients.add(RegistryAccess.open(settings(), SchemaRegistries::open));
            SamplerClients kafka = new SamplerClients(
                    context.kafka(identity.worker()),
                    registry,
                    new RunNames(settings().get(SamplerSettings.RUN)));
            Optional<RunSpecification> specification = kafka.specification(FOR_THE_RUN, stopping, context.clock());
            if (specification.isEmpty()) {
                clients.close();
                return Optional.empty();
            }
            Publisher publisher = clients.add(kafka.publisher());
            return Optional.of(open(kafka, specification.get(), publisher, clients, model));
        } catch (Exception | Error e) {
            closeAfter(e, model);
            closeAfter(e, clients);
            throw e;
        }
    }

    private Workplace open(
            SamplerClients kafka, RunSpecification specification, Publisher publisher, Closer clients, Closer model)
            throws IOException {
        Heartbeats heartbeats = new Heartbeats(
                identity, publisher::heartbeat, settings().get(SamplerSettings.HEARTBEAT_INTERVAL), context.clock());
        heartbeats.announce(WorkerState.STARTING, "");
        try {
            int deliveryLimit = settings().get(SamplerSettings.DELIVERY_LIMIT);
            ShareGroup group = kafka.setUpGroup(settings().get(SamplerSettings.LOCK_DURATION), deliveryLimit);
            SamplingHandler handler = handler(kafka, specification, publisher, model);
            SamplerMetrics metrics = new SamplerMetrics(meters(), identity.worker());
            WorkQueue requests = clients.add(kafka.requests(group, context.clock()));
            Intake intake = new Intake(
                    identity.worker(),
                    requests,
                    new AvroDeserializer<>(kafka.registry(), RolloutRequest.class),
                    publisher,
                    metrics,
                    deliveryLimit,
                    context.clock());
            return new Workplace(requests, intake, handler, publisher, heartbeats, metrics, clients, model);
        } catch (Exception | Error e) {
            heartbeats.announce(WorkerState.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private SamplingHandler handler(
            SamplerClients kafka, RunSpecification specification, Publisher publisher, Closer model)
            throws IOException {
        Duration patience = settings().get(SamplerSettings.MANIFEST_TIMEOUT);
        SamplerModel loaded = loader.load(specification, model);
        ManifestFollower manifests = model.add(kafka.manifests());
        Downloads downloads = model.add(downloads(kafka, patience));
        return new SamplingHandler(
                identity.worker(),
                kafka.run().run(),
                loaded,
                manifests,
                new PolicyVersions(loaded, manifests, downloads, patience, context.clock()),
                new TrajectoryRecords(identity.worker(), loaded.latentShape(), loaded.decoder()),
                model.add(LatentStorage.open(kafka.run().run(), settings())),
                new Outcomes(identity.worker()),
                publisher,
                meters().config().clock()::monotonicTime);
    }

    private Downloads downloads(SamplerClients kafka, Duration patience) {
        Path scratch = settings().get(SamplerSettings.SCRATCH_DIRECTORY);
        ChunkReader chunks = kafka.chunks(patience);
        try {
            return Downloads.in(scratch, chunks);
        } catch (IOException e) {
            chunks.close();
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "scratch.dir: expected a folder to write to, found " + scratch + " (" + e + ")",
                    e);
        }
    }

    private Settings settings() {
        return context.settings();
    }

    private MeterRegistry meters() {
        return context.metrics().registry();
    }

    private static void closeAfter(Throwable failure, Closer closer) {
        try {
            closer.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
