package io.ddpo.schemas.topics;

import static io.ddpo.schemas.topics.RunRole.CONSOLE;
import static io.ddpo.schemas.topics.RunRole.LEARNER;
import static io.ddpo.schemas.topics.RunRole.OPERATOR;
import static io.ddpo.schemas.topics.RunRole.REWARDS;
import static io.ddpo.schemas.topics.RunRole.SAMPLER;
import static io.ddpo.schemas.topics.RunRole.SCORER;
import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** The least that each role has to be granted to work on a run, and of other runs nothing but what is in their list. */
public final class Acls {

    /**
     * Who does what with a topic. The console writes what it steers by, and takes up again what became a dead letter.
     *
     * @param readers of the run itself
     * @param derived readers of another run, which replays this one or began with one of its versions
     * @param verifiers who compare its settings with the contract
     */
    private record Topic(
            Function<RunNames, String> name,
            Set<RunRole> readers,
            Set<RunRole> writers,
            Set<RunRole> derived,
            Set<RunRole> verifiers) {}

    private static final Set<RunRole> WORKERS = Set.of(SAMPLER, REWARDS, SCORER, LEARNER);
    private static final Set<RunRole> ALL_ROLES = Set.of(SAMPLER, REWARDS, SCORER, LEARNER, CONSOLE);
    private static final Set<RunRole> NOBODY = Set.of();

    private static final List<Topic> TOPICS = List.of(
            topic(RunNames::control, ALL_ROLES, Set.of(CONSOLE), Set.of(REWARDS), NOBODY),
            topic(
                    RunNames::rolloutRequests,
                    Set.of(SAMPLER, CONSOLE),
                    Set.of(SAMPLER, LEARNER, CONSOLE),
                    NOBODY,
                    NOBODY),
            topic(RunNames::trajectories, Set.of(LEARNER, CONSOLE), Set.of(SAMPLER), Set.of(LEARNER, CONSOLE), NOBODY),
            topic(
                    RunNames::samples,
                    Set.of(REWARDS, SCORER, LEARNER, CONSOLE),
                    Set.of(SAMPLER, CONSOLE),
                    Set.of(REWARDS, SCORER, CONSOLE),
                    Set.of(REWARDS)),
            topic(RunNames::scores, Set.of(REWARDS, CONSOLE), Set.of(SCORER, CONSOLE), NOBODY, Set.of(REWARDS)),
            topic(RunNames::rewards, Set.of(REWARDS, CONSOLE), Set.of(REWARDS), Set.of(REWARDS), Set.of(REWARDS)),
            topic(RunNames::advantages, Set.of(LEARNER, CONSOLE), Set.of(REWARDS), Set.of(REWARDS), Set.of(REWARDS)),
            topic(RunNames::weights, Set.of(SAMPLER, LEARNER), Set.of(LEARNER), Set.of(LEARNER), NOBODY),
            topic(RunNames::trainingState, Set.of(LEARNER), Set.of(LEARNER), Set.of(LEARNER), NOBODY),
            topic(RunNames::weightsVersions, ALL_ROLES, Set.of(LEARNER), Set.of(LEARNER), NOBODY),
            topic(
                    RunNames::metrics,
                    Set.of(LEARNER, CONSOLE),
                    Set.of(SAMPLER, REWARDS, LEARNER),
                    NOBODY,
                    Set.of(REWARDS)),
            topic(RunNames::workers, Set.of(CONSOLE), WORKERS, NOBODY, NOBODY),
            topic(RunNames::deadLetters, Set.of(CONSOLE), WORKERS, NOBODY, Set.of(REWARDS)));

    /** Groups, transactional ids and the topics that Kafka Streams makes for itself. */
    private record Other(
            RunRole role,
            ResourceType type,
            PatternType pattern,
            Function<RunNames, String> name,
            Set<AclOperation> operations) {}

    private static final List<Other> OTHERS = List.of(
            new Other(SAMPLER, GROUP, LITERAL, RunNames::samplerGroup, Set.of(READ, ALTER_CONFIGS)),
            new Other(CONSOLE, GROUP, LITERAL, RunNames::samplerGroup, Set.of(DESCRIBE)),
            new Other(SCORER, GROUP, PREFIXED, RunNames::scorerGroups, Set.of(READ, ALTER_CONFIGS)),
            new Other(CONSOLE, GROUP, PREFIXED, RunNames::scorerGroups, Set.of(DESCRIBE)),
            new Other(REWARDS, GROUP, LITERAL, RunNames::rewardStreamsApplication, Set.of(READ)),
            new Other(CONSOLE, GROUP, LITERAL, RunNames::rewardStreamsApplication, Set.of(DESCRIBE)),
            new Other(REWARDS, TRANSACTIONAL_ID, PREFIXED, RunNames::rewardStreamsInternals, Set.of(WRITE)),
            new Other(REWARDS, TOPIC, PREFIXED, RunNames::rewardStreamsInternals, Set.of(CREATE, READ, WRITE)),
            new Other(LEARNER, GROUP, LITERAL, RunNames::learnerGroup, Set.of(READ)),
            new Other(LEARNER, TRANSACTIONAL_ID, LITERAL, RunNames::learnerTransactionalId, Set.of(WRITE)),
            new Other(OPERATOR, TOPIC, PREFIXED, RunNames::prefix, Set.of(ALL)),
            new Other(OPERATOR, GROUP, PREFIXED, RunNames::prefix, Set.of(ALL)),
            new Other(OPERATOR, TRANSACTIONAL_ID, PREFIXED, RunNames::prefix, Set.of(ALL)),
            new Other(OPERATOR, TOPIC, LITERAL, run -> RunNames.RUNS, Set.of(CREATE, READ, WRITE, DESCRIBE_CONFIGS)),
            new Other(OPERATOR, ResourceType.CLUSTER, LITERAL, run -> Resource.CLUSTER_NAME, Set.of(DESCRIBE)));

    private Acls() {}

    /** What {@code role} has to be granted on a run. */
    public static List<Grant> of(RunNames run, RunRole role) {
        List<Grant> grants = new ArrayList<>();
        for (Topic topic : TOPICS) {
            Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
            addIf(topic.readers().contains(role), operations, READ);
            addIf(topic.writers().contains(role), operations, WRITE);
            addIf(topic.verifiers().contains(role), operations, DESCRIBE_CONFIGS);
            if (!operations.isEmpty()) {
                grants.add(new Grant(TOPIC, LITERAL, topic.name().apply(run), operations));
            }
        }
        OTHERS.stream()
                .filter(other -> other.role() == role)
                .map(other ->
                        new Grant(other.type(), other.pattern(), other.name().apply(run), other.operations()))
                .forEach(grants::add);
        return List.copyOf(grants);
    }

    /** What {@code role} has to be granted on a run that its own replays or began with a version of. */
    public static List<Grant> ofSource(RunNames source, RunRole role) {
        if (role == OPERATOR) {
            return List.of(new Grant(TOPIC, PREFIXED, source.prefix(), Set.of(READ)));
        }
        return TOPICS.stream()
                .filter(topic -> topic.derived().contains(role))
                .map(topic -> new Grant(TOPIC, LITERAL, topic.name().apply(source), Set.of(READ)))
                .toList();
    }

    private static void addIf(boolean fulfilled, Set<AclOperation> operations, AclOperation operation) {
        if (fulfilled) {
            operations.add(operation);
        }
    }

    private static Topic topic(
            Function<RunNames, String> name,
            Set<RunRole> readers,
            Set<RunRole> writers,
            Set<RunRole> derived,
            Set<RunRole> verifiers) {
        return new Topic(name, readers, writers, derived, verifiers);
    }
}
