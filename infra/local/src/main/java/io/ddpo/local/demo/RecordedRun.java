package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.local.access.ClusterAccess;
import io.ddpo.local.broker.BrokerFaults;
import io.ddpo.local.broker.EmbeddedBroker;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run has left in its log: on disk, opened while nobody works on it, or in a cluster. */
public final class RecordedRun implements AutoCloseable {
    private final String place;
    private final Optional<EmbeddedBroker> broker;
    private final ClusterAccess access;
    private final SchemaRegistry registry;
    private final DemoLog log;

    private RecordedRun(String place, RunNames run, ClusterAccess access, Optional<EmbeddedBroker> broker) {
        this.place = place;
        this.broker = broker;
        this.access = access;
        this.registry = access.registry();
        this.log = new DemoLog(access, registry, run, InstantSource.system());
    }

    /**
     * Opens the folder of a run.
     *
     * @throws FatalRoleException if it is none, or a run is going on there
     */
    public static RecordedRun open(Path path) {
        DemoFolder folder = DemoFolder.existing(path);
        BrokerFaults.explain(folder.kafka(), System.err);
        EmbeddedBroker broker = EmbeddedBroker.start(folder.kafka(), 0);
        ClusterAccess access = ClusterAccess.onThisMachine(broker.bootstrapServers());
        return new RecordedRun(folder.path().toString(), new RunNames(folder.run()), access, Optional.of(broker));
    }

    /**
     * Opens a run of a cluster, going on or not.
     *
     * @throws IllegalArgumentException if that is no name of a run
     */
    public static RecordedRun in(ClusterAccess access, String run) {
        return new RecordedRun("run " + run, new RunNames(run), access, Optional.empty());
    }

    /** How its log is entered. */
    public ClusterAccess access() {
        return access;
    }

    /**
     * The manifest of a version.
     *
     * @param wanted which one; the last without
     * @throws FatalRoleException if there is none
     */
    public WeightsManifest version(Optional<Integer> wanted) {
        List<WeightsManifest> versions = log.existing().isPresent() ? log.versions() : List.of();
        int last = versions.isEmpty() ? 0 : versions.get(versions.size() - 1).getVersion();
        int number = wanted.orElse(last);
        Optional<WeightsManifest> found = versions.stream()
                .filter(version -> version.getVersion() == number)
                .findFirst();
        return found.orElseThrow(() -> refusal("[%s] expected version %d, got a run with %s"
                .formatted(place, number, versions.isEmpty() ? "none" : "versions " + numbers(versions))));
    }

    private static String numbers(List<WeightsManifest> versions) {
        return versions.stream()
                .map(version -> Integer.toString(version.getVersion()))
                .collect(Collectors.joining(", "));
    }

    /**
     * Hands over the trainable tensors of a version, as they were published.
     *
     * @param scratch where their file lies until it was used; what was fetched in vain stays there, and is not fetched
     *     again
     * @throws FatalRoleException if the run did not keep them
     */
    public void weights(WeightsManifest version, Path scratch, Downloads.Use use) throws IOException {
        try {
            log.weights(version, scratch, use);
        } catch (PayloadException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "[%s] expected the weights of version %d, which the run did not keep: %s"
                            .formatted(place, version.getVersion(), e.getMessage()),
                    e);
        }
    }

    /**
     * The model that the run began with.
     *
     * @param elsewhere where it is now, if no longer where the run found it
     * @throws FatalRoleException if another model is there
     */
    public ModelFolder base(Optional<String> elsewhere) throws IOException {
        RunSpecification specification =
                log.existing().orElseThrow(() -> refusal("[%s] expected a run, got none".formatted(place)));
        return BaseModels.of(specification, elsewhere);
    }

    private static FatalRoleException refusal(String sentence) {
        return new FatalRoleException(ExitCode.BAD_INPUT, sentence);
    }

    @Override
    public void close() {
        registry.close();
        broker.ifPresent(EmbeddedBroker::close);
    }
}
