package io.ddpo.local.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.local.TinyModel;
import io.ddpo.local.demo.RewardNeeds;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificationFileTest {
    private static final String BASE = "baseModel: " + TinyModel.folder() + "\n";
    private static final String OWN = "run: mine\n" + BASE;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"demo, 45", "paper-compressibility, 398", "paper-aesthetic, 45", "paper-alignment, 135"})
    void everyPresetMakesARun(String preset, int prompts) throws IOException {
        RunSpecification run = read(OWN + "preset: " + preset);

        assertThat(run.getRun()).isEqualTo("mine");
        assertThat(run.getBaseModel().getDigest()).matches("[0-9a-f]{64}");
        assertThat(run.getPrompts()).hasSize(prompts).doesNotHaveDuplicates();
    }

    @Test
    void thePublishedMethodIsTheDefault() throws IOException {
        RunSpecification run = read(OWN + "prompts: simple-animals\nreward: {name: aesthetic}\niterations: 200");

        assertThat(run.getSampling().getSteps()).isEqualTo(50);
        assertThat(run.getSampling().getEta()).isEqualTo(1);
        assertThat(run.getSampling().getGuidanceScale()).isEqualTo(5);
        assertThat(run.getSamplesPerIteration()).isEqualTo(256);
        assertThat(run.getObjective().getAlgorithm()).isEqualTo(Algorithm.DDPO_IS);
        assertThat(run.getObjective().getClipRange()).isEqualTo(1e-4);
        assertThat(run.getTraining().getLearningRate()).isEqualTo(1e-5);
        assertThat(run.getTraining().getUpdatesPerBatch()).isEqualTo(4);
        assertThat(run.getTraining().getWeightDecay()).isEqualTo(1e-4);
        assertThat(run.getTraining().getLora()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ddpo-sf, 256, 1", "rwr, 10240, 400", "rwr-sparse, 10240, 400"})
    void defaultsFollowTheAlgorithm(String algorithm, int samples, int updates) throws IOException {
        RunSpecification run = read(OWN + "preset: paper-aesthetic\nobjective: {algorithm: " + algorithm + "}");

        assertThat(run.getSamplesPerIteration()).isEqualTo(samples);
        assertThat(run.getTraining().getUpdatesPerBatch() * run.getTraining().getInnerEpochs())
                .isEqualTo(updates);
    }

    @Test
    void adaptersHaveDefaultsOfTheirOwn() throws IOException {
        RunSpecification run = read(OWN + "preset: paper-aesthetic\ntraining: {lora: {rank: 8}}");

        assertThat(run.getTraining().getLora()).contains(new Lora(8, 8.0, List.of("to_q", "to_k", "to_v", "to_out.0")));
        assertThat(run.getTraining().getLearningRate()).isEqualTo(3e-4);
        assertThat(read(OWN + "preset: paper-aesthetic\ntraining: {lora: {}, learningRate: 1e-4}")
                        .getTraining()
                        .getLearningRate())
                .as("what a file says wins")
                .isEqualTo(1e-4);
    }

    @Test
    void aFileSaysOnlyWhatIsOtherThanItsPreset() throws IOException {
        RunSpecification run = read(OWN + """
                preset: demo
                seed: 7
                prompts: [a fox, {text: two wolves, metadata: {count: '2'}}]
                objective: {algorithm: RWR_SPARSE}
                training: {learningRate: 1e-4}
                """);

        assertThat(run.getSeed()).isEqualTo(7);
        assertThat(run.getPrompts()).extracting(Prompt::getText).containsExactly("a fox", "two wolves");
        assertThat(run.getEvaluation().getPrompts())
                .as("those of training and other animals in this preset")
                .startsWith(run.getPrompts().toArray(new Prompt[0]))
                .hasSize(2 + 19);
        assertThat(run.getObjective().getAlgorithm()).isEqualTo(Algorithm.RWR_SPARSE);
        assertThat(run.getTraining().getLearningRate()).isEqualTo(1e-4);
        assertThat(run.getSampling().getSteps()).as("of the preset").isEqualTo(20);
    }

    @Test
    void promptsLieInAFileBesideIt() throws IOException {
        Files.writeString(folder.resolve("prompts.txt"), "an owl\n\na cat\n");

        RunSpecification run = read(OWN + "preset: demo\nprompts: {file: prompts.txt}");

        assertThat(run.getPrompts()).extracting(Prompt::getText).containsExactly("an owl", "a cat");
    }

    @Test
    void aListOfPromptsMayNameSets() throws IOException {
        RunSpecification run = read(OWN + """
                preset: demo
                prompts: [a fox, {set: held-out-objects}]
                evaluation: {prompts: [{set: training}, a unicorn]}
                """);

        assertThat(run.getPrompts())
                .extracting(Prompt::getText)
                .containsExactly("a fox", "a tree", "a car", "an apple", "a robot");
        assertThat(run.getEvaluation().getPrompts())
                .hasSize(6)
                .extracting(Prompt::getText)
                .endsWith("a robot", "a unicorn");
    }

    @Test
    void aGuardIsPartOfIt() throws IOException {
        RunSpecification run = read(
                OWN + "preset: demo\nguard: {rewards: [{name: contrast}], fall: 1.5, onOveroptimisation: rollback}\n"
                        + "retention: {weightsKeepEvery: 2}");

        assertThat(run.getGuard())
                .isEqualTo(new GuardSettings(
                        List.of(new RewardSettings("contrast", Map.of())), 1.5, OnOveroptimisation.ROLLBACK));
        assertThatThrownBy(() -> read(OWN + "preset: demo\nguard: {onOveroptimisation: pray}"))
                .hasMessageContaining(
                        "guard.onOveroptimisation: expected one of ignore, alert, stop, rollback, found 'pray'");
    }

    @ParameterizedTest
    @CsvSource({"demo", "paper-alignment"})
    void whatItWritesItReadsAgain(String preset) throws IOException {
        RunSpecification run = read(OWN + "preset: " + preset + "\ntraining: {lora: {rank: 2}}");

        assertThat(read(SpecificationText.of(run))).isEqualTo(run);
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirLines() throws IOException {
        Path file = write("""
                preset: papre
                run: Mine
                baseModel: {reference: x, digest: y}
                iterations: many
                origin: {run: other}
                prompts:
                  - a fox
                  - {txt: a wolf}
                objective:
                  algorithm: ppo
                  clipRange: -1
                training:
                  learnRate: 1
                  learningRate: "1e-3"
                sampling: {steps: 2.5}
                samplesPerIteration: 30
                evaluation: {prompts: my-animals}
                run: other
                """);

        assertThatThrownBy(() -> SpecificationFile.read(file))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT));
        assertThat(problems(file))
                .containsExactly(
                        "[F] reward: expected a value, found none; The reward of the run.",
                        "[F:1] preset: expected one of demo, paper-aesthetic, paper-alignment, paper-compressibility,"
                                + " found 'papre'",
                        "[F:2] run: expected [a-z0-9][a-z0-9-]{0,39}, but not ddpo, found 'Mine'",
                        "[F:3] baseModel.digest: expected 64 lower-case hex digits, found 'y'",
                        "[F:4] iterations: expected a whole number, found 'many'",
                        "[F:5] origin: expected in no file, since ddpo fork and ddpo replay write it",
                        "[F:8] prompts[1].text: expected a value, found none; The text that conditions the picture.",
                        "[F:8] prompts[1].txt: expected one of metadata, text, found a setting that is not known",
                        "[F:10] objective.algorithm: expected one of ddpo-is, ddpo-sf, rwr, rwr-sparse, found 'ppo'",
                        "[F:11] objective.clipRange: expected a number greater than 0, found -1.0",
                        "[F:13] training.learnRate: expected one of beta1, beta2, epsilon, innerEpochs, learningRate,"
                                + " lora, maxGradNorm, microBatch, timestepFraction, updatesPerBatch, weightDecay,"
                                + " found a setting that is not known",
                        "[F:14] training.learningRate: expected a number, found '1e-3'",
                        "[F:15] sampling.steps: expected a whole number, found 2.5",
                        "[F:16] samplesPerIteration: expected a multiple of training.updatesPerBatch (4), found 30",
                        "[F:17] evaluation.prompts: expected one of training, animal-activities, counting,"
                                + " held-out-activities, held-out-animals, held-out-objects, imagenet-animals,"
                                + " other-animals, simple-animals, a file under the name file, or a list, found 'my-animals'",
                        "[F:18] run: expected each setting once, found it at [F:2] already");
    }

    @Test
    void whatDoesNotGoTogetherIsSaidWhereItWasWritten() throws IOException {
        Path file = write(OWN + "preset: demo\nobjective: {algorithm: ddpo-sf}\ntraining:\n  updatesPerBatch: 4\n");

        assertThat(problems(file))
                .containsExactly(
                        "[F:6] training.updatesPerBatch: expected 1 with DDPO_SF, which holds for the policy that"
                                + " sampled only, found 4");
    }

    @Test
    void whatDoesNotGoWithThePresetIsSaidWhereTheFileCausedIt() throws IOException {
        Path file = write(OWN + "preset: demo\ntraining:\n  updatesPerBatch: 7\nstaleness: 2");

        assertThat(problems(file))
                .containsExactly(
                        "[F:5] samplesPerIteration: expected a multiple of training.updatesPerBatch (7), found 96"
                                + " (preset demo)",
                        "[F:6] retention.weightsKeepLast: expected 0 or at least staleness + 2 (4), since older"
                                + " versions are sampled and evaluated, found 3 (defaults)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: beauty} | [F:4] reward.name: expected one of ",
                "{name: http, parameters: {url: nowhere}} | [F:4] reward.parameters.url: expected an http or https",
                "{name: jpeg-compressibility, parameters: {speed: 1}} | [F:4] reward.parameters: expected none for",
            })
    void aRewardThatIsNotThereIsRefusedWhereItIsToRun(String reward, String sentence) throws IOException {
        Path file = write(OWN + "preset: demo\nreward: " + reward);

        assertThat(problems(file)).singleElement().asString().startsWith(sentence);
        assertThat(SpecificationFile.read(file).getReward().getName())
                .as("a cluster may have it")
                .isNotBlank();
    }

    @Test
    void parametersOfARewardHaveDotsInTheirNames() throws IOException {
        RunSpecification run = read(OWN + """
                preset: demo
                reward:
                  name: composite
                  parameters:
                    components: small
                    small.reward: jpeg-compressibility
                    small.weight: 0.5
                """);

        assertThat(run.getReward().getParameters())
                .containsOnly(
                        Map.entry("components", "small"),
                        Map.entry("small.reward", "jpeg-compressibility"),
                        Map.entry("small.weight", "0.5"));
        assertThat(problems(write(SpecificationText.of(run).replace("small.weight: '0.5'", "small.weight: much"))))
                .singleElement()
                .asString()
                .matches("\\[F:\\d+] reward.parameters.small.weight: expected a finite number, got 'much'");
    }

    @Test
    void aWeightThatIsNoPromptsIsRefusedOnItsLine() throws IOException {
        Path file = write(OWN + "preset: demo\nprompts: [a fox]\npromptWeights:\n  a fox: 2\n  a wolf: 1");

        assertThat(problems(file))
                .containsExactly(
                        "[F:7] promptWeights[a wolf]: expected the text of one of the run's prompts, found 'a wolf'");
    }

    @Test
    void aModelThatIsNotThereIsRefused() throws IOException {
        assertThat(problems(write("preset: demo\nbaseModel: nowhere")))
                .singleElement()
                .asString()
                .startsWith("[F:2] baseModel: ")
                .contains("nowhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`run: [mine` | [F:1] expected YAML, found that ",
                "`- a` | [F:1] expected settings by name, found a list",
                "`` | [F] expected settings by name, found none",
                "`a: &x [*x]` | [F] expected YAML, found that settings lie within each other without end",
                "`run: a\n---\nrun: b` | [F:2] expected YAML, found that "
            })
    void whatIsNoSpecificationIsRefusedWithItsPlace(String text, String sentence) throws IOException {
        assertThat(problems(write(text == null ? "" : text)))
                .singleElement()
                .asString()
                .startsWith(sentence);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws IOException {
        Path none = folder.resolve("none.yaml");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertRefused(none, "no such file");
        assertRefused(folder, "a folder");
        assertRefused(binary, "something that is not UTF-8 text");
    }

    private static void assertRefused(Path file, String found) {
        assertThatThrownBy(() -> SpecificationFile.read(file))
                .hasMessage("[" + file + "] expected a specification in YAML, found " + found);
    }

    private static List<String> problems(Path file) {
        try {
            SpecificationFile.read(file, RewardNeeds::problems);
            return List.of();
        } catch (FatalRoleException e) {
            return e.getMessage().replace(file.toString(), "F").lines().toList();
        }
    }

    private RunSpecification read(String text) throws IOException {
        return SpecificationFile.read(write(text));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("run.yaml"), text);
    }
}
