package io.ddpo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. Roles meet in topics only. */
class ArchitectureTest {

    /** Rewards that compute with a model of ours. They are of a module of their own, which scorers find by their names. */
    private static final String[] LEARNED_REWARDS = {
        "io.ddpo.rewards.aesthetic..",
        "io.ddpo.rewards.alignment..",
        "io.ddpo.rewards.bertscore..",
        "io.ddpo.rewards.model..",
        "io.ddpo.rewards.text.."
    };

    private static JavaClasses ddpo;

    @BeforeAll
    static void importClasses() {
        ddpo = new ClassFileImporter()
                .withImportOptions(List.of(
                        new ImportOption.DoNotIncludeTests(), location -> !location.contains("/quick/test-classes/")))
                .importPackages("io.ddpo");
    }

    /** Without it a rule about a package that was renamed would hold for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "schemas",
                "s3",
                "service",
                "diffusion",
                "sampler",
                "rewards",
                "learner",
                "console",
                "fleet",
                "kubernetes",
                "local"
            })
    void theRulesSpeakOfPackagesThatExist(String name) {
        assertThat(ddpo.stream().map(type -> type.getPackageName() + "."))
                .anyMatch(type -> type.startsWith("io.ddpo." + name + "."));
    }

    @ParameterizedTest
    @CsvSource({
        "sampler, rewards",
        "sampler, learner",
        "rewards, sampler",
        "rewards, learner",
        "learner, sampler",
        "learner, rewards",
        "sampler, console",
        "rewards, console",
        "learner, console",
        "console, sampler",
        "console, rewards",
        "console, learner",
    })
    void noRoleKnowsAnotherRole(String role, String other) {
        noneOf(role, "io.ddpo." + other + "..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "service", "diffusion", "sampler", "rewards", "learner", "console"})
    void nobodyKnowsWhereItRuns(String name) {
        noneOf(name, "io.ddpo.local..", "io.ddpo.fleet..", "io.ddpo.kubernetes..");
    }

    /** A role is a name and a number to a fleet, which would keep those of another release as well. */
    @Test
    void aFleetKnowsTheLogAndNoRole() {
        String[] others = {
            "io.ddpo.local..",
            "io.ddpo.sampler..",
            "io.ddpo.rewards..",
            "io.ddpo.learner..",
            "io.ddpo.console..",
            "io.ddpo.diffusion.."
        };
        noneOf("kubernetes", others);
        noneOf("fleet", others);
        noneOf("fleet", "io.ddpo.kubernetes..", "io.fabric8..");
    }

    @Test
    void theContractDependsOnAvroKafkaClientsAndTheRegistryClientAlone() {
        classes()
                .that()
                .resideInAPackage("io.ddpo.schemas..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ddpo.schemas..",
                        "java..",
                        "javax.net.ssl..",
                        "org.apache.avro..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..",
                        "org.apache.flink.avro.registry.confluent..",
                        "org.slf4j..")
                .check(ddpo);
    }

    /** Whoever needs a store knows its interface, and its address says the rest. */
    @Test
    void amazonsClientIsKnownToItsStoreAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.ddpo.s3..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.ddpo.s3..", "software.amazon..")
                .check(ddpo);
    }

    @Test
    void theServiceKnowsNoDomain() {
        noneOf(
                "service",
                "io.ddpo.schemas..",
                "io.ddpo.diffusion..",
                "io.ddpo.sampler..",
                "io.ddpo.rewards..",
                "io.ddpo.learner..",
                "ai.djl..",
                "org.apache.avro..");
    }

    @Test
    void thePolicyKnowsNoLog() {
        noneOf("diffusion", "org.apache.kafka..", "org.apache.avro..", "io.ddpo.schemas..", "io.ddpo.service..");
    }

    @Test
    void plainRewardsCarryNoLibtorch() {
        noClasses()
                .that()
                .resideInAPackage("io.ddpo.rewards..")
                .and()
                .resideOutsideOfPackages(LEARNED_REWARDS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.ddpo.diffusion..", "ai.djl..", "ai.onnxruntime..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(LEARNED_REWARDS)
                .check(ddpo);
    }

    @Test
    void theConsoleComputesNothing() {
        noneOf("console", "io.ddpo.diffusion..", "ai.djl..");
    }

    private static void noneOf(String name, String... packages) {
        noClasses()
                .that()
                .resideInAPackage("io.ddpo." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(ddpo);
    }
}
