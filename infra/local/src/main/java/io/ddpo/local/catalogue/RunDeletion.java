package io.ddpo.local.catalogue;

import io.ddpo.learner.RunCreator;
import io.ddpo.local.history.TopicScan;
import io.ddpo.local.history.WorkersAtWork;
import io.ddpo.schemas.control.RunRegistry;
import io.ddpo.schemas.payload.PayloadStore;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;

/** The end of a run: all topics and groups under its prefix, and its place in the list of runs. It is not asked twice, and not while somebody works on it. */
public final class RunDeletion {
    /** Far longer than a broker takes to learn of it. */
    private static final Duration PROPAGATION = Duration.ofSeconds(10);

    private static final Set<GroupState> WITHOUT_MEMBERS = EnumSet.of(GroupState.EMPTY, GroupState.DEAD);

    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final RunFigures run;
    private final InstantSource clock;

    RunDeletion(KafkaClients kafka, SchemaRegistry registry, RunFigures run, InstantSource clock) {
        this.kafka = kafka;
        this.registry = registry;
        this.run = run;
        this.clock = clock;
    }

    /**
     * Deletes groups, topics and what lies in a store, the topic of the commands last: a run is there as long as that is,
     * so that a deletion that was cut short can be repeated.
     *
     * @param store where latents of its trajectories lie that are not in the log; stays open
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if somebody works on the run; nothing was deleted then
     */
    public void carryOut(Optional<PayloadStore> store) {
        RunNames names = new RunNames(run.run());
        try (Admin admin = kafka.admin("delete")) {
            Collection<GroupListing> groups = admin.listGroups().all().get().stream()
                    .filter(group -> group.groupId().startsWith(names.prefix()))
                    .toList();
            requireIdle(groups, names);
            delete(admin, groups);
            List<String> topics = run.topics().stream().map(TopicFigures::name).toList();
            List<String> others = topics.stream()
                    .filter(topic -> !topic.equals(names.control()))
                    .toList();
            admin.deleteTopics(others).all().get();
            store.ifPresent(this::empty);
            strikeOff();
            admin.deleteTopics(List.of(names.control())).all().get();
            awaitGone(admin, names);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    private void empty(PayloadStore store) {
        try {
            store.removeRun(run.run());
        } catch (IOException e) {
            throw new FatalRoleException(ExitCode.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private void strikeOff() {
        try (RunRegistry runs = new RunCreator(kafka, registry, clock).runs()) {
            runs.remove(run.run());
        }
    }

    /** A broker learns of it a little after the controller; until then the name could not be used again. */
    private static void awaitGone(Admin admin, RunNames names) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        while (admin.listTopics().names().get().stream().anyMatch(topic -> topic.startsWith(names.prefix()))) {
            if (System.nanoTime() - start > PROPAGATION.toNanos()) {
                throw new TimeoutException(
                        "run %s: expected its topics to be gone after %d s, and they are still listed"
                                .formatted(names.run(), PROPAGATION.toSeconds()));
            }
            Utils.sleep(PROPAGATION.toMillis() / 100);
        }
    }

    private void requireIdle(Collection<GroupListing> groups, RunNames names) {
        Set<String> atWork = new TreeSet<>(workers(names));
        groups.stream()
                .filter(group ->
                        group.groupState().filter(WITHOUT_MEMBERS::contains).isEmpty())
                .forEach(group -> atWork.add("group " + group.groupId()));
        if (!atWork.isEmpty()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "run %s: expected nobody at work on it, found %s; stop them first, those that were killed are missed within %d s"
                            .formatted(run.run(), String.join(", ", atWork), WorkersAtWork.SILENCE.toSeconds()));
        }
    }

    private List<String> workers(RunNames names) {
        if (run.topics().stream().noneMatch(topic -> topic.name().equals(names.workers()))) {
            return List.of();
        }
        return WorkersAtWork.of(names, new TopicScan(kafka, registry), clock.instant());
    }

    private static void delete(Admin admin, Collection<GroupListing> groups)
            throws ExecutionException, InterruptedException {
        admin.deleteShareGroups(of(groups, GroupType.SHARE)).all().get();
        admin.deleteStreamsGroups(of(groups, GroupType.STREAMS)).all().get();
        List<String> others =
                new ArrayList<>(groups.stream().map(GroupListing::groupId).toList());
        others.removeAll(of(groups, GroupType.SHARE));
        others.removeAll(of(groups, GroupType.STREAMS));
        admin.deleteConsumerGroups(others).all().get();
    }

    private static List<String> of(Collection<GroupListing> groups, GroupType type) {
        return groups.stream()
                .filter(group -> group.type().filter(type::equals).isPresent())
                .map(GroupListing::groupId)
                .toList();
    }
}
