package io.ddpo.learner;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.learner.LearnerAgent.Desk;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.schemas.registry.SchemaRegistries;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.specification.SpecificationCheck;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Opens a learner's desk: clients, what the run is, the model.
 *
 * @param devices gives the kernels; those that are the learner's own it has closed by the given closer
 */
record LearnerOpening(
        RoleContext context,
        LearnerIdentity identity,
        Function<Closer, List<Kernels>> devices,
        LearnerListener listener)
        implements LearnerAgent.Opening {
    @Override
    public Desk open(Closer closer) throws IOException {
        Settings settings = context.settings();
        SchemaRegistry registry = closer.add(RegistryAccess.open(settings, SchemaRegistries::open));
        LearnerClients clients = new LearnerClients(
                context.kafka(identity.worker()),
                registry,
                new RunNames(settings.get(LearnerSettings.RUN)),
                settings.get(LearnerSettings.READ_TIMEOUT));
        RunLog runLog = KafkaRunLog.open(
                clients,
                settings.get(LearnerSettings.RUN_TIMEOUT),
                new KafkaRunLog.Places(
                        settings.get(LearnerSettings.SCRATCH_DIRECTORY),
                        LatentClaims.open(settings.find(LearnerSettings.TRAJECTORIES_STORE))),
                new Rejects(identity.worker(), context.clock()),
                closer);
        Heartbeats heartbeats = heartbeats(clients, closer);
        heartbeats.announce(WorkerState.STARTING, "");
        LearnerListener all = new Listeners(
                List.of(heartbeats, new LearnerMeters(context.metrics().registry(), context.clock()), listener));
        LearnerRun run = new LearnerRun(
                runLog,
                model(runLog.specification(), closer),
                new CommitPlanner(runLog.specification(), identity.worker()),
                all,
                new LearnerRun.Options(
                        settings.get(LearnerSettings.SCRATCH_DIRECTORY),
                        new Reissue(settings.get(LearnerSettings.REISSUE_AFTER))),
                context.clock());
        return new Desk(run, all, heartbeats);
    }

    private LearnerModel model(RunSpecification specification, Closer closer) throws IOException {
        List<String> problems = SpecificationCheck.problems(specification);
        if (!problems.isEmpty()) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, String.join("; ", problems));
        }
        ModelFolder folder = ModelFolders.open(
                specification.getBaseModel(), context.settings().find(LearnerSettings.MODEL));
        return closer.add(LearnerModel.open(devices.apply(closer), folder, specification));
    }

    private Heartbeats heartbeats(LearnerClients clients, Closer closer) {
        return new Heartbeats(
                identity,
                new HeartbeatLog(closer.add(clients.heartbeats()), clients.run().workers()),
                context.settings().get(LearnerSettings.HEARTBEAT_INTERVAL),
                context.clock());
    }
}
