package io.ddpo.local.demo;

import io.ddpo.diffusion.schedule.DdimScheduler;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.logging.LogFile;
import io.ddpo.local.model.LocalModel;
import io.ddpo.local.terminal.Terminal;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.specification.SpecificationCheck;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A run from its first request to its report, in this JVM. Called again on the same folder, it goes on. */
public final class Demo {
    /** As the log says. */
    private static final String WHO = "demo";

    /** Longer than the roles may take to drain and the broker to stop. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private final String base;
    private final Plan plan;
    private final Workplace workplace;
    private final Terminal terminal;
    private final String again;
    private final InstantSource clock;

    /** What is to be trained, once the base is open. */
    private interface Plan {
        RunSpecification of(LocalModel base) throws IOException;
    }

    /** @param again the command line that takes this demo up again, for people */
    public Demo(DemoOptions options, Terminal terminal, String again, InstantSource clock) {
        this(options.model(), base -> DemoSpecification.of(options, base), options.workplace(), terminal, again, clock);
    }

    /**
     * The same for any run.
     *
     * @param wanted what is to be trained
     * @param again the command line that takes it up again, for people
     */
    public Demo(RunSpecification wanted, Workplace workplace, Terminal terminal, String again, InstantSource clock) {
        this(wanted.getBaseModel().getReference(), base -> wanted, workplace, terminal, again, clock);
    }

    private Demo(String base, Plan plan, Workplace workplace, Terminal terminal, String again, InstantSource clock) {
        this.base = base;
        this.plan = plan;
        this.workplace = workplace;
        this.terminal = terminal;
        this.again = again;
        this.clock = clock;
    }

    /**
     * Trains, and reports in the end.
     *
     * @throws FatalRoleException if an option is wrong, a role failed or the run stopped itself
     */
    public void run() throws IOException {
        Instant start = clock.instant();
        try (Interruption interruption = new Interruption(LONGEST_STOP, () -> terminal.line("stopping"))) {
            LocalModel model = LocalModel.open(base);
            RunSpecification wanted = plan.of(model);
            requireSound(wanted, model);
            DemoFolder folder = DemoFolder.open(workplace.out(), wanted.getRun(), workplace.fresh());
            if (Files.notExists(folder.kafka())) {
                DiskSpace.require(DiskSpace.needed(wanted, model.folder()), folder.path());
            }
            BrokerFaults.explain(folder.kafka(), System.err);
            try (LogFile logFile = LogFile.in(folder.path());
                    EmbeddedBroker broker = EmbeddedBroker.start(folder.kafka(), workplace.port())) {
                ClusterAccess access = ClusterAccess.onThisMachine(broker.bootstrapServers());
                DemoLog log = new DemoLog(access, new MemorySchemaRegistry(), new RunNames(wanted.getRun()), clock);
                RunSpecification specification = log.createOrContinue(wanted, folder.path());
                DemoScreen screen = new DemoScreen(terminal, specification);
                screen.banner(broker.bootstrapServers(), workplace.samplers(), folder.path());
                if (train(log, specification, screen, folder, access, model, start, interruption)) {
                    RunHistory history = log.history(specification);
                    screen.results(log.report(history, model.folder(), folder.path()), folder.path());
                }
            }
        }
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} and every problem */
    private static void requireSound(RunSpecification specification, LocalModel model) throws IOException {
        List<String> problems = SpecificationCheck.problems(specification);
        if (!problems.isEmpty()) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, String.join("; ", problems));
        }
        SamplingSettings sampling = specification.getSampling();
        DdimScheduler scheduler = new DdimScheduler(model.folder().scheduler());
        try {
            scheduler.steps(sampling.getSteps(), sampling.getEta());
            RewardNeeds.require(specification);
        } catch (IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    /** Whether the run came to its end; if not, it was interrupted. */
    private boolean train(
            DemoLog log,
            RunSpecification specification,
            DemoScreen screen,
            DemoFolder folder,
            ClusterAccess access,
            LocalModel model,
            Instant start,
            Interruption interruption)
            throws IOException {
        try (RunTail tail = log.tail(specification)) {
            RunView view = tail.catchUp();
            screen.show(view);
            if (view.isComplete()) {
                return true;
            }
            String run = specification.getRun();
            Keeper keeper = Keeper.here(WHO, clock);
            keeper.want(log, specification, workplace.samplers(), WHO, "");
            try (DemoConsole console = DemoConsole.start(workplace, run, access, screen, clock);
                    SessionLog session = log.session(start);
                    Crew crew = Crew.start(
                            run,
                            access,
                            model.folder().path(),
                            workplace.devices(),
                            workplace.samplers(),
                            RewardNeeds.scorers(specification),
                            folder.scratch(),
                            clock)) {
                Watch.untilComplete(tail, screen, session, crew, interruption);
                if (view.isComplete()) {
                    console.awaitSideRuns(screen, interruption);
                }
            }
            keeper.releaseIfOver(log, specification, view);
            if (!view.isComplete()) {
                screen.ended(
                        view,
                        again,
                        "./ddpo control resume --out %s --why ..., then %s".formatted(folder.path(), again));
            }
            return view.isComplete();
        }
    }
}
