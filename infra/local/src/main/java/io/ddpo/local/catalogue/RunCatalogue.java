package io.ddpo.local.catalogue;

import io.ddpo.local.demo.RunsInLog;
import io.ddpo.local.history.HistoryReader;
import io.ddpo.local.history.TopicScan;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The runs of a cluster. */
public final class RunCatalogue {
    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final TopicScan scan;

    /** @param registry stays open */
    public RunCatalogue(KafkaClients kafka, SchemaRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
        this.scan = new TopicScan(kafka, registry);
    }

    private interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** All runs, by name. */
    public List<RunFigures> runs() {
        return RunsInLog.of(kafka).stream().map(this::figures).toList();
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is no such run */
    public RunFigures run(String name) {
        List<RunNames> there = RunsInLog.of(kafka);
        String names = there.stream().map(RunNames::run).collect(Collectors.joining(", "));
        return there.stream()
                .filter(run -> run.run().equals(name))
                .findFirst()
                .map(this::figures)
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "--run: expected %s, got %s"
                                .formatted(names.isEmpty() ? "a run, and there is none" : names, name)));
    }

    /** Other runs that are trained on the samples of a run, by name. */
    public List<String> replaysOf(String run) {
        return RunsInLog.of(kafka).stream()
                .filter(other -> specification(other)
                        .flatMap(RunSpecification::getReplay)
                        .filter(replay -> replay.getRun().equals(run))
                        .isPresent())
                .map(RunNames::run)
                .toList();
    }

    /** The end of a run. */
    public RunDeletion deletion(RunFigures run, InstantSource clock) {
        return new RunDeletion(kafka, registry, run, clock);
    }

    private RunFigures figures(RunNames run) {
        List<TopicFigures> topics = with(admin -> new ClusterTopics(admin).startingWith(run.prefix()));
        return new RunFigures(run.run(), specification(run), last(run, topics), topics);
    }

    private Optional<WeightsManifest> last(RunNames run, List<TopicFigures> topics) {
        if (topics.stream().noneMatch(topic -> topic.name().equals(run.weightsVersions()))) {
            return Optional.empty();
        }
        List<WeightsManifest> versions = new HistoryReader(scan, run).versions();
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    private Optional<RunSpecification> specification(RunNames run) {
        List<RunSpecification> created = new ArrayList<>();
        scan.each(run.control(), Control.class, message -> {
            if (message.value().getCommand() instanceof CreateRun create) {
                created.add(create.getSpecification());
            }
        });
        return created.stream().findFirst();
    }

    private <T> T with(Question<T> question) {
        return with(kafka, question);
    }

    private static <T> T with(KafkaClients kafka, Question<T> question) {
        try (Admin admin = kafka.admin("runs")) {
            return question.ask(admin);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }
}
