package io.ddpo.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AclsTest {
    private static final RunNames RUN = new RunNames("fox");
    private static final RunNames SOURCE = new RunNames("wolf");

    @Test
    void everyTopicOfARunIsReadAndWrittenBySomebody() {
        List<String> topics =
                TopicCatalogue.of(RUN).stream().map(TopicSpec::name).toList();

        assertThat(topicsWith(AclOperation.READ)).containsExactlyInAnyOrderElementsOf(topics);
        assertThat(topicsWith(AclOperation.WRITE)).containsExactlyInAnyOrderElementsOf(topics);
    }

    @ParameterizedTest
    @EnumSource(RunRole.class)
    void nothingOfAnotherRunIsGranted(RunRole role) {
        assertThat(Acls.of(RUN, role))
                .filteredOn(grant ->
                        grant.type() != ResourceType.CLUSTER && !grant.name().equals(RunNames.RUNS))
                .isNotEmpty()
                .allSatisfy(grant -> assertThat(grant.name()).startsWith("fox."));
        assertThat(Acls.ofSource(SOURCE, role))
                .allSatisfy(grant -> assertThat(grant.name()).startsWith("wolf."))
                .allSatisfy(grant -> assertThat(grant.operations()).containsExactly(AclOperation.READ));
    }

    @ParameterizedTest
    @EnumSource(value = RunRole.class, mode = EnumSource.Mode.EXCLUDE, names = "OPERATOR")
    void onlyTheOperatorHasAnythingOfTheClusterOrMakesAndDeletesTopics(RunRole role) {
        assertThat(Acls.of(RUN, role)).allSatisfy(grant -> {
            assertThat(grant.type()).isNotEqualTo(ResourceType.CLUSTER);
            assertThat(grant.operations()).doesNotContain(AclOperation.ALL, AclOperation.DELETE, AclOperation.ALTER);
            if (grant.operations().contains(AclOperation.CREATE)) {
                assertThat(grant.name()).isEqualTo("fox.reward-streams-");
            }
        });
    }

    @Test
    void theListOfRunsIsTheOperatorsAlone() {
        for (RunRole role : RunRole.values()) {
            assertThat(Acls.of(RUN, role).stream()
                            .anyMatch(grant -> grant.name().equals(RunNames.RUNS)))
                    .as(role.text())
                    .isEqualTo(role == RunRole.OPERATOR);
        }
    }

    @Test
    void weightsAndVersionsAreTheLearnersAlone() {
        for (String topic : List.of(RUN.weights(), RUN.trainingState(), RUN.weightsVersions())) {
            assertThat(writers(topic)).as(topic).containsExactly(RunRole.LEARNER);
        }
        assertThat(writers(RUN.control())).containsExactly(RunRole.CONSOLE);
        assertThat(writers(RUN.rewards())).containsExactly(RunRole.REWARDS);
    }

    @Test
    void groupsAndTransactionsHaveTheNamesThatRolesUse() {
        assertThat(named(RunRole.SCORER, ResourceType.GROUP))
                .allSatisfy(prefix -> assertThat(RUN.scorerGroup("http")).startsWith(prefix));
        assertThat(named(RunRole.SAMPLER, ResourceType.GROUP)).containsExactly(RUN.samplerGroup());
        assertThat(named(RunRole.LEARNER, ResourceType.TRANSACTIONAL_ID)).containsExactly(RUN.learnerTransactionalId());
        assertThat(named(RunRole.REWARDS, ResourceType.TRANSACTIONAL_ID))
                .containsExactly(RUN.rewardStreamsApplication() + "-");
    }

    @Test
    void aGrantIsOneBindingForEachOperation() {
        Grant grant = new Grant(
                ResourceType.TOPIC,
                PatternType.LITERAL,
                "fox.samples",
                EnumSet.of(AclOperation.WRITE, AclOperation.READ));

        assertThat(grant.bindings("User:ddpo-console"))
                .extracting(AclBinding::toString)
                .containsExactly(
                        "(pattern=ResourcePattern(resourceType=TOPIC, name=fox.samples, patternType=LITERAL),"
                                + " entry=(principal=User:ddpo-console, host=*, operation=READ, permissionType=ALLOW))",
                        "(pattern=ResourcePattern(resourceType=TOPIC, name=fox.samples, patternType=LITERAL),"
                                + " entry=(principal=User:ddpo-console, host=*, operation=WRITE, permissionType=ALLOW))");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant(ResourceType.TOPIC, PatternType.PREFIXED, "", Set.of(AclOperation.READ)))
                .withMessage("expected a name and an operation, found '' [READ]");
    }

    private static Stream<Grant> grants(RunRole role) {
        return role == RunRole.OPERATOR ? Stream.empty() : Acls.of(RUN, role).stream();
    }

    private static Set<String> topicsWith(AclOperation operation) {
        return Arrays.stream(RunRole.values())
                .flatMap(AclsTest::grants)
                .filter(grant -> grant.type() == ResourceType.TOPIC && grant.pattern() == PatternType.LITERAL)
                .filter(grant -> grant.operations().contains(operation))
                .map(Grant::name)
                .collect(Collectors.toSet());
    }

    private static List<RunRole> writers(String topic) {
        return Arrays.stream(RunRole.values())
                .filter(role -> grants(role)
                        .anyMatch(grant ->
                                grant.name().equals(topic) && grant.operations().contains(AclOperation.WRITE)))
                .toList();
    }

    private static List<String> named(RunRole role, ResourceType type) {
        return grants(role)
                .filter(grant -> grant.type() == type)
                .map(Grant::name)
                .toList();
    }
}
