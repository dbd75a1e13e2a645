package io.ddpo.schemas.specification;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Lora;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Origin;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RegressionSettings;
import io.ddpo.schemas.avro.Replay;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RewardSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpecificationCheckTest {

    @Test
    void thePublishedSettingsAreSound() {
        assertThat(SpecificationCheck.problems(Specifications.sound())).isEmpty();
    }

    @Test
    void aFullUnetIsTrainedWithoutAdapters() {
        assertThat(problems(run -> training(run, training -> training.setLora(null))))
                .isEmpty();
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirPlaceFirst() {
        assertThat(problems(run -> run.setRun("My_run")
                        .setSamplesPerIteration(30)
                        .setSampling(new SamplingSettings(0, 0.0, -1.0, 0, LatentDtype.FLOAT16))))
                .containsExactly(
                        "run: expected [a-z0-9][a-z0-9-]{0,39}, but not ddpo, found 'My_run'",
                        "sampling.steps: expected at least 1, found 0",
                        "sampling.eta: expected a number in (0, 1], found 0.0",
                        "sampling.guidanceScale: expected a number of at least 0, found -1.0",
                        "sampling.batch: expected at least 1, found 0",
                        "training.timestepFraction: expected at least one of sampling.steps (0), found 1.0",
                        "samplesPerIteration: expected a multiple of training.updatesPerBatch (4), found 30");
    }

    @Test
    void aSecretIsNoPartOfASpecification() {
        Map<String, String> parameters = Map.of(
                "token", "hush", "url", "https://me:hush@rewards/", "max-tokens", "128", "model", "https://rewards/");

        assertThat(problems(run -> run.setReward(new RewardSettings("http", parameters))))
                .containsExactly(
                        "reward.parameters.token: expected no secret, since all who read the log of the run read it"
                                + " (scorers take it from the environment, such as DDPO_REWARD_TOKEN), found one",
                        "reward.parameters.url: expected an address without user and password, found one with");
        assertThat(problems(run -> run.setGuard(GuardSettings.newBuilder(run.getGuard())
                        .setRewards(List.of(new RewardSettings("other", Map.of("api-key", "hush"))))
                        .build())))
                .singleElement()
                .asString()
                .startsWith("guard.rewards[0].parameters.api-key: expected no secret")
                .doesNotContain("hush");
    }

    @Test
    void aRunNeedsABaseModelAndSomethingToDo() {
        assertThat(problems(run -> run.setBaseModel(new BaseModel(" ", "abc"))
                        .setStaleness(-1)
                        .setIterations(0)
                        .setSamplesPerIteration(0)
                        .setIntraOpThreads(0)
                        .setPrompts(List.of())
                        .setReward(new RewardSettings("", Map.of()))))
                .containsExactly(
                        "staleness: expected at least 0, found -1",
                        "iterations: expected at least 1, found 0",
                        "samplesPerIteration: expected at least 1, found 0",
                        "intraOpThreads: expected at least 1, found 0",
                        "baseModel.reference: expected some text, found ' '",
                        "baseModel.digest: expected 64 lower-case hex digits, found 'abc'",
                        "prompts: expected at least one, found none",
                        "reward.name: expected some text, found ''");
    }

    @Test
    void aRunMayBeginWithAVersionOfAnotherAndTrainOnItsSamples() {
        assertThat(problems(run -> run.setOrigin(new Origin("other", 3, "a".repeat(64), 3, true, 40L))))
                .isEmpty();
        assertThat(problems(run -> run.setIterations(2).setReplay(new Replay("other", List.of(0, 2), true))))
                .isEmpty();
    }

    @Test
    void anotherRunIsNeitherItselfNorVague() {
        assertThat(problems(run -> run.setOrigin(new Origin("demo", -1, "abc", -1, true, -1L))
                        .setIterations(3)
                        .setReplay(new Replay("R", List.of(2, 2), false))))
                .containsExactly(
                        "origin.run: expected the name of another run, found 'demo'",
                        "origin.version: expected at least 0, found -1",
                        "origin.policySha256: expected 64 lower-case hex digits, found 'abc'",
                        "origin.rounds: expected at least 0, found -1",
                        "origin.advantagesOffset: expected at least 0, found -1",
                        "replay.run: expected the name of another run, found 'R'",
                        "replay.iterations: expected ascending numbers from 0 on, found [2, 2]",
                        "iterations: expected at most the number of replay.iterations (2), found 3");
    }

    @Test
    void objectiveAndAdvantagesHaveRanges() {
        assertThat(problems(run -> run.setObjective(Objective.newBuilder()
                                .setAlgorithm(Algorithm.DDPO_IS)
                                .setClipRange(0.0)
                                .setAdvantageClamp(Double.NaN)
                                .build())
                        .setAdvantages(new AdvantageSettings(true, 8, 9))
                        .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.STOP, 1.5))))
                .containsExactly(
                        "objective.clipRange: expected a number greater than 0, found 0.0",
                        "objective.advantageClamp: expected a number greater than 0, found NaN",
                        "advantages.minCount: expected 1 to advantages.bufferSize (8), found 9",
                        "rewardFailure.maxFailedShare: expected a number in [0, 1], found 1.5");
    }

    @Test
    void theOptimiserHasRanges() {
        assertThat(problems(run -> training(
                        run,
                        training -> training.setLora(new Lora(0, 0.0, List.of()))
                                .setLearningRate(Double.POSITIVE_INFINITY)
                                .setBeta1(1.0)
                                .setBeta2(-0.1)
                                .setEpsilon(0.0)
                                .setWeightDecay(-1.0)
                                .setMaxGradNorm(0.0)
                                .setMicroBatch(0)
                                .setTimestepFraction(0.01)
                                .setInnerEpochs(0)
                                .setUpdatesPerBatch(0))))
                .containsExactly(
                        "training.lora.rank: expected at least 1, found 0",
                        "training.lora.alpha: expected a number greater than 0, found 0.0",
                        "training.lora.targets: expected at least one, found none",
                        "training.learningRate: expected a number greater than 0, found Infinity",
                        "training.beta1: expected a number in [0, 1), found 1.0",
                        "training.beta2: expected a number in [0, 1), found -0.1",
                        "training.epsilon: expected a number greater than 0, found 0.0",
                        "training.weightDecay: expected a number of at least 0, found -1.0",
                        "training.maxGradNorm: expected a number greater than 0, found 0.0",
                        "training.microBatch: expected at least 1, found 0",
                        "training.timestepFraction: expected at least one of sampling.steps (50), found 0.01",
                        "training.innerEpochs: expected at least 1, found 0",
                        "training.updatesPerBatch: expected at least 1, found 0");
    }

    @Test
    void theScoreFunctionEstimatorUpdatesOncePerBatch() {
        assertThat(problems(run -> training(
                        objective(run, objective -> objective.setAlgorithm(Algorithm.DDPO_SF)),
                        training -> training.setInnerEpochs(2))))
                .containsExactly(
                        "training.updatesPerBatch: expected 1 with DDPO_SF, which holds for the policy that sampled only,"
                                + " found 4",
                        "training.innerEpochs: expected 1 with DDPO_SF, which holds for the policy that sampled only,"
                                + " found 2");
    }

    @ParameterizedTest
    @EnumSource(names = {"RWR", "RWR_SPARSE"})
    void regressionHasNeitherStepsNorAPenaltyOnThem(Algorithm regression) {
        assertThat(problems(run -> training(
                        objective(
                                run,
                                objective -> objective.setAlgorithm(regression).setKl(new KlSettings(8, 0.1))),
                        training -> training.setTimestepFraction(0.5).setInnerEpochs(50))))
                .containsExactly(
                        "training.timestepFraction: expected 1 with " + regression
                                + ", which draws one timestep a sample and pass, found 0.5",
                        "objective.kl.coefficient: expected 0 with " + regression
                                + ", whose loss has no denoising steps, found 0.1");
    }

    @Test
    void regressionAndDivergenceHaveRanges() {
        assertThat(problems(run -> objective(
                        run,
                        objective -> objective
                                .setRegression(new RegressionSettings(0.0, true, 100.0))
                                .setKl(new KlSettings(-1, -0.5)))))
                .containsExactly(
                        "objective.regression.beta: expected a number greater than 0, found 0.0",
                        "objective.regression.percentile: expected a number in [0, 100), found 100.0",
                        "objective.kl.transitions: expected at least 0, found -1",
                        "objective.kl.coefficient: expected a number of at least 0, found -0.5");
    }

    @Test
    void whatIsChargedForIsMeasured() {
        assertThat(problems(run -> objective(run, objective -> objective.setKl(new KlSettings(0, 0.1)))))
                .containsExactly(
                        "objective.kl.transitions: expected at least 1 with a penalty, since what is charged for"
                                + " is measured, found 0");
    }

    @Test
    void evaluationAndRetentionHaveRanges() {
        List<Prompt> blank = List.of(new Prompt("a fox", Map.of()), new Prompt("", Map.of()));
        assertThat(problems(run -> run.setEvaluation(new EvaluationSettings(-1, blank, 0, 7L))
                        .setRetention(new RetentionSettings(-1, -1, 0))))
                .containsExactly(
                        "evaluation.every: expected at least 0, found -1",
                        "evaluation.prompts[1].text: expected some text, found ''",
                        "evaluation.seedsPerPrompt: expected at least 1, found 0",
                        "retention.weightsKeepLast: expected at least 0, found -1",
                        "retention.weightsKeepEvery: expected at least 0, found -1",
                        "retention.trainingStateKeepLast: expected at least 1, found 0");
    }

    @Test
    void aPipelinedRunKeepsTheWeightsThatItStillSamplesWith() {
        assertThat(problems(run -> run.setStaleness(2).setRetention(new RetentionSettings(3, 0, 1))))
                .containsExactly("retention.weightsKeepLast: expected 0 or at least staleness + 2 (4), since older"
                        + " versions are sampled and evaluated, found 3");
        assertThat(problems(run -> run.setStaleness(2).setRetention(new RetentionSettings(4, 0, 1))))
                .isEmpty();
        assertThat(problems(run -> run.setStaleness(2).setRetention(new RetentionSettings(0, 0, 1))))
                .isEmpty();
    }

    @Test
    void guardsAreOtherRewardsThanTheTrainedOneAndWatchAnEvaluation() {
        RewardSettings trained = Specifications.sound().getReward();
        RewardSettings contrast = new RewardSettings("contrast", Map.of());
        GuardSettings guard = new GuardSettings(List.of(contrast, trained, contrast), 0.2, OnOveroptimisation.STOP);

        assertThat(problems(run -> run.setGuard(guard).setEvaluation(new EvaluationSettings(2, List.of(), 2, 7L))))
                .containsExactly(
                        "guard.rewards[1].name: expected another reward than the one that is trained on, found '"
                                + trained.getName() + "'",
                        "guard.rewards[2].name: expected a name that no other guard has, found 'contrast' again",
                        "evaluation.prompts: expected at least one with guard.onOveroptimisation STOP, found none");
    }

    @Test
    void whoeverRollsBackKeepsTheVersionsThatAreEvaluated() {
        GuardSettings guard = new GuardSettings(List.of(), 0.2, OnOveroptimisation.ROLLBACK);
        EvaluationSettings everyFourth = new EvaluationSettings(4, List.of(new Prompt("a fox", Map.of())), 2, 7L);

        assertThat(problems(run ->
                        run.setGuard(guard).setEvaluation(everyFourth).setRetention(new RetentionSettings(3, 3, 2))))
                .containsExactly(
                        "retention.weightsKeepEvery: expected a divisor of evaluation.every with"
                                + " guard.onOveroptimisation ROLLBACK, which goes back to a version that was evaluated, found 3");
        assertThat(problems(run ->
                        run.setGuard(guard).setEvaluation(everyFourth).setRetention(new RetentionSettings(3, 2, 2))))
                .isEmpty();
        assertThat(problems(run ->
                        run.setGuard(guard).setEvaluation(everyFourth).setRetention(new RetentionSettings(0, 0, 2))))
                .isEmpty();
    }

    private static List<String> problems(Consumer<RunSpecification.Builder> change) {
        RunSpecification.Builder run = RunSpecification.newBuilder(Specifications.sound());
        change.accept(run);
        return SpecificationCheck.problems(run.build());
    }

    private static RunSpecification.Builder objective(
            RunSpecification.Builder run, Consumer<Objective.Builder> change) {
        Objective.Builder objective = Objective.newBuilder(run.getObjective());
        change.accept(objective);
        return run.setObjective(objective.build());
    }

    private static void training(RunSpecification.Builder run, Consumer<TrainingSettings.Builder> change) {
        TrainingSettings.Builder training = TrainingSettings.newBuilder(run.getTraining());
        change.accept(training);
        run.setTraining(training.build());
    }
}
