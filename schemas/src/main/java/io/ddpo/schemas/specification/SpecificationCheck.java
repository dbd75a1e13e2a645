package io.ddpo.schemas.specification;

import io.ddpo.schemas.avro.AdvantageSettings;
import io.ddpo.schemas.avro.Algorithm;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.GuardSettings;
import io.ddpo.schemas.avro.KlSettings;
import io.ddpo.schemas.avro.Objective;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RetentionSettings;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.schemas.topics.RunNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a run can be what its specification says. */
public final class SpecificationCheck {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final RunSpecification specification;
    private final Problems problems = new Problems();

    private SpecificationCheck(RunSpecification specification) {
        this.specification = specification;
    }

    /** All problems at once, one sentence each with the path of the setting first; empty if there are none. */
    public static List<String> problems(RunSpecification specification) {
        SpecificationCheck check = new SpecificationCheck(specification);
        check.run();
        check.base(specification.getBaseModel());
        check.objective(specification.getObjective());
        check.advantages(specification.getAdvantages());
        check.problems.notEmpty("prompts", specification.getPrompts());
        check.prompts("prompts", specification.getPrompts());
        PromptWeights.check(specification, check.problems);
        check.sampling(specification.getSampling());
        check.training(specification.getTraining());
        check.updates(specification.getTraining());
        check.reward();
        check.evaluation(specification.getEvaluation());
        check.guard(specification.getGuard());
        check.retention(specification.getRetention());
        new SourcesCheck(specification, check.problems).run();
        return check.problems.sentences();
    }

    private void run() {
        problems.require(
                RunNames.isValid(specification.getRun()), "run", RunNames.EXPECTED, "'" + specification.getRun() + "'");
        problems.atLeast(0, "staleness", specification.getStaleness());
        problems.atLeast(1, "iterations", specification.getIterations());
        problems.atLeast(1, "samplesPerIteration", specification.getSamplesPerIteration());
        problems.atLeast(1, "intraOpThreads", specification.getIntraOpThreads());
    }

    private void base(BaseModel base) {
        problems.notBlank("baseModel.reference", base.getReference());
        problems.require(
                SHA_256.matcher(base.getDigest()).matches(),
                "baseModel.digest",
                "64 lower-case hex digits",
                "'" + base.getDigest() + "'");
    }

    private void objective(Objective objective) {
        problems.positive("objective.clipRange", objective.getClipRange());
        problems.positive("objective.advantageClamp", objective.getAdvantageClamp());
        problems.positive("objective.regression.beta", objective.getRegression().getBeta());
        double percentile = objective.getRegression().getPercentile();
        problems.require(
                percentile >= 0 && percentile < 100,
                "objective.regression.percentile",
                "a number in [0, 100)",
                percentile);
        KlSettings kl = objective.getKl();
        problems.atLeast(0, "objective.kl.transitions", kl.getTransitions());
        problems.notNegative("objective.kl.coefficient", kl.getCoefficient());
        problems.require(
                kl.getCoefficient() == 0 || kl.getTransitions() != 0,
                "objective.kl.transitions",
                "at least 1 with a penalty, since what is charged for is measured",
                kl.getTransitions());
    }

    private void advantages(AdvantageSettings advantages) {
        problems.atLeast(1, "advantages.bufferSize", advantages.getBufferSize());
        problems.require(
                advantages.getMinCount() >= 1 && advantages.getMinCount() <= advantages.getBufferSize(),
                "advantages.minCount",
                "1 to advantages.bufferSize (" + advantages.getBufferSize() + ")",
                advantages.getMinCount());
    }

    private void prompts(String path, List<Prompt> prompts) {
        for (int i = 0; i < prompts.size(); i++) {
            problems.notBlank(path + "[" + i + "].text", prompts.get(i).getText());
        }
    }

    private void sampling(SamplingSettings sampling) {
        problems.atLeast(1, "sampling.steps", sampling.getSteps());
        problems.share("sampling.eta", sampling.getEta());
        problems.notNegative("sampling.guidanceScale", sampling.getGuidanceScale());
        problems.atLeast(1, "sampling.batch", sampling.getBatch());
    }

    private void training(TrainingSettings training) {
        training.getLora().ifPresent(lora -> {
            problems.atLeast(1, "training.lora.rank", lora.getRank());
            problems.positive("training.lora.alpha", lora.getAlpha());
            problems.notEmpty("training.lora.targets", lora.getTargets());
        });
        problems.positive("training.learningRate", training.getLearningRate());
        decay("training.beta1", training.getBeta1());
        decay("training.beta2", training.getBeta2());
        problems.positive("training.epsilon", training.getEpsilon());
        problems.notNegative("training.weightDecay", training.getWeightDecay());
        problems.positive("training.maxGradNorm", training.getMaxGradNorm());
        problems.atLeast(1, "training.microBatch", training.getMicroBatch());
        problems.share("training.timestepFraction", training.getTimestepFraction());
        int steps = specification.getSampling().getSteps();
        problems.require(
                (int) (steps * training.getTimestepFraction()) >= 1,
                "training.timestepFraction",
                "at least one of sampling.steps (" + steps + ")",
                training.getTimestepFraction());
    }

    private void decay(String path, double found) {
        problems.require(found >= 0 && found < 1, path, "a number in [0, 1)", found);
    }

    private void updates(TrainingSettings training) {
        problems.atLeast(1, "training.innerEpochs", training.getInnerEpochs());
        int updates = training.getUpdatesPerBatch();
        problems.atLeast(1, "training.updatesPerBatch", updates);
        int samples = specification.getSamplesPerIteration();
        problems.require(
                updates < 1 || samples % updates == 0,
                "samplesPerIteration",
                "a multiple of training.updatesPerBatch (" + updates + ")",
                samples);
        algorithm(specification.getObjective().getAlgorithm(), training);
    }

    /** What the estimators do not go with. */
    private void algorithm(Algorithm algorithm, TrainingSettings training) {
        switch (algorithm) {
            case DDPO_IS -> {}
            case DDPO_SF -> {
                String with = "1 with DDPO_SF, which holds for the policy that sampled only";
                int updates = training.getUpdatesPerBatch();
                problems.require(updates == 1, "training.updatesPerBatch", with, updates);
                int epochs = training.getInnerEpochs();
                problems.require(epochs == 1, "training.innerEpochs", with, epochs);
            }
            case RWR, RWR_SPARSE -> {
                double fraction = training.getTimestepFraction();
                problems.require(
                        fraction == 1,
                        "training.timestepFraction",
                        "1 with " + algorithm + ", which draws one timestep a sample and pass",
                        fraction);
                double coefficient = specification.getObjective().getKl().getCoefficient();
                problems.require(
                        coefficient == 0,
                        "objective.kl.coefficient",
                        "0 with " + algorithm + ", whose loss has no denoising steps",
                        coefficient);
            }
        }
    }

    private void reward() {
        problems.notBlank("reward.name", specification.getReward().getName());
        SecretParameters.check("reward.parameters", specification.getReward().getParameters(), problems);
        double share = specification.getRewardFailure().getMaxFailedShare();
        problems.require(share >= 0 && share <= 1, "rewardFailure.maxFailedShare", "a number in [0, 1]", share);
    }

    private void evaluation(EvaluationSettings evaluation) {
        problems.atLeast(0, "evaluation.every", evaluation.getEvery());
        prompts("evaluation.prompts", evaluation.getPrompts());
        if (!evaluation.getPrompts().isEmpty()) {
            problems.atLeast(1, "evaluation.seedsPerPrompt", evaluation.getSeedsPerPrompt());
        }
    }

    private void guard(GuardSettings guard) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < guard.getRewards().size(); i++) {
            String path = "guard.rewards[" + i + "].name";
            String name = guard.getRewards().get(i).getName();
            problems.notBlank(path, name);
            SecretParameters.check(
                    "guard.rewards[" + i + "].parameters",
                    guard.getRewards().get(i).getParameters(),
                    problems);
            problems.require(names.add(name), path, "a name that no other guard has", "'" + name + "' again");
            problems.require(
                    !name.equals(specification.getReward().getName()),
                    path,
                    "another reward than the one that is trained on",
                    "'" + name + "'");
        }
        problems.positive("guard.fall", guard.getFall());
        boolean decides = guard.getOnOveroptimisation() != OnOveroptimisation.IGNORE;
        problems.require(
                !decides || !specification.getEvaluation().getPrompts().isEmpty(),
                "evaluation.prompts",
                "at least one with guard.onOveroptimisation " + guard.getOnOveroptimisation(),
                "none");
        RetentionSettings retention = specification.getRetention();
        int every = retention.getWeightsKeepEvery();
        problems.require(
                guard.getOnOveroptimisation() != OnOveroptimisation.ROLLBACK
                        || retention.getWeightsKeepLast() == 0
                        || every > 0 && specification.getEvaluation().getEvery() % every == 0,
                "retention.weightsKeepEvery",
                "a divisor of evaluation.every with guard.onOveroptimisation ROLLBACK, which goes back to a version"
                        + " that was evaluated",
                every);
    }

    private void retention(RetentionSettings retention) {
        int kept = retention.getWeightsKeepLast();
        problems.atLeast(0, "retention.weightsKeepLast", kept);
        int staleness = specification.getStaleness();
        problems.require(
                staleness <= 0 || kept <= 0 || kept >= staleness + 2,
                "retention.weightsKeepLast",
                "0 or at least staleness + 2 (" + (staleness + 2) + "), since older versions are sampled and evaluated",
                kept);
        problems.atLeast(0, "retention.weightsKeepEvery", retention.getWeightsKeepEvery());
        problems.atLeast(1, "retention.trainingStateKeepLast", retention.getTrainingStateKeepLast());
    }
}
