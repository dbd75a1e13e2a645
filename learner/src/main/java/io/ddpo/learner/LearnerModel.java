package io.ddpo.learner;

import ai.djl.engine.Engine;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.policy.BasePolicy;
import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.DenoisingRegression;
import io.ddpo.diffusion.policy.KlPenalty;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.NoisedLatents;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.PolicyGradient;
import io.ddpo.diffusion.policy.PolicyLoss;
import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.ModelThread;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsWriter;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What learns: policy, losses and optimiser, on a thread of its own. Called by one thread at a time. */
final class LearnerModel implements AutoCloseable {
    private final ModelThread thread;
    private final Policy policy;
    private final AdamW optimizer;
    private final PolicyGradient gradient;
    private final DenoisingRegression regression;
    private final double guidanceScale;
    private final Optional<BasePolicy> base;
    private final List<DdimStep> steps;
    private final String determinismKey;

    private LearnerModel(
            ModelThread thread,
            Policy policy,
            Optional<BasePolicy> base,
            List<DdimStep> steps,
            RunSpecification specification) {
        this.thread = thread;
        this.policy = policy;
        this.optimizer = new AdamW(policy.kernels(), policy.trainable());
        this.guidanceScale = specification.getSampling().getGuidanceScale();
        this.gradient = new PolicyGradient(policy, guidanceScale);
        this.regression = new DenoisingRegression(policy, guidanceScale);
        this.base = base;
        this.steps = steps;
        this.determinismKey = determinismKey(specification, policy.kernels());
    }

    /**
     * The base model as version 0 trains it. Sets the intra-op threads of the whole process.
     *
     * @param kernels stay open
     * @throws FatalRoleException if the specification asks for what this model does not have
     */
    static LearnerModel open(Kernels kernels, ModelFolder folder, RunSpecification specification) throws IOException {
        Kernels.intraOpThreads(specification.getIntraOpThreads());
        ModelThread thread = new ModelThread("learner-model");
        try {
            return thread.call(() -> load(thread, kernels, folder, specification));
        } catch (IOException | RuntimeException e) {
            thread.close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // loading throws none
        }
    }

    private static LearnerModel load(
            ModelThread thread, Kernels kernels, ModelFolder folder, RunSpecification specification)
            throws IOException {
        Policy policy = null;
        try {
            policy = policy(kernels, folder, specification);
            List<DdimStep> steps = policy.scheduler()
                    .steps(
                            specification.getSampling().getSteps(),
                            specification.getSampling().getEta());
            boolean measured = specification.getObjective().getKl().getTransitions() > 0;
            Optional<BasePolicy> base = measured ? Optional.of(policy.base(folder)) : Optional.empty();
            return new LearnerModel(thread, policy, base, steps, specification);
        } catch (BadModelException | IllegalArgumentException e) {
            if (policy != null) {
                policy.close();
            }
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static Policy policy(Kernels kernels, ModelFolder folder, RunSpecification specification)
            throws IOException {
        long seed = new Seeds(specification.getSeed()).adapters();
        var lora = specification
                .getTraining()
                .getLora()
                .map(adapters ->
                        new LoraSettings(adapters.getRank(), adapters.getAlpha(), adapters.getTargets(), seed));
        ComputeSettings compute = new ComputeSettings(
                Precision.of(specification.getCompute().getPrecision().name()),
                specification.getCompute().getGradientCheckpointing());
        return lora.isPresent()
                ? Policy.lora(kernels, folder, lora.get(), compute)
                : Policy.full(kernels, folder, compute);
    }

    private static String determinismKey(RunSpecification specification, Kernels kernels) {
        return "sampling batch " + specification.getSampling().getBatch() + ", micro-batch "
                + specification.getTraining().getMicroBatch() + ", intra-op threads "
                + specification.getIntraOpThreads() + ", libtorch "
                + Engine.getEngine("PyTorch").getVersion() + ", "
                + kernels.device().getDeviceType();
    }

    /** The steps of a trajectory. */
    List<DdimStep> steps() {
        return steps;
    }

    /** Channels, height and width of a latent. */
    int[] latentShape() {
        return policy.latentShape();
    }

    /** Under the same key the same specification gives the same weights. */
    String determinismKey() {
        return determinismKey;
    }

    /** Digest of what has been learned. */
    String sha256() {
        return on(policy::sha256);
    }

    /** What has been learned, as a safetensors file. */
    byte[] weights() {
        return on(() -> SafetensorsWriter.toBytes(policy.snapshot(), Map.of()));
    }

    /** Moments and number of updates, as a safetensors file. */
    byte[] trainingState() {
        return on(() -> SafetensorsWriter.toBytes(optimizer.state(), Map.of()));
    }

    /**
     * Becomes a committed version.
     *
     * @throws FatalRoleException if these are not the weights and the state of this model
     */
    void restore(int version, byte[] weights, byte[] trainingState, String policySha256) throws IOException {
        restoreWeights(version, weights, policySha256);
        String what = "training state of version " + version;
        restore(version, () -> {
            var state = Safetensors.inMemory(trainingState, what).all();
            on(() -> {
                optimizer.restore(state);
                return null;
            });
        });
    }

    /**
     * Takes the weights of a committed version; the optimiser stays as it is.
     *
     * @throws FatalRoleException if these are not the weights of this model
     */
    void restoreWeights(int version, byte[] weights, String policySha256) throws IOException {
        String what = "weights of version " + version;
        restore(version, () -> {
            var learned = Safetensors.inMemory(weights, what).all();
            on(() -> {
                policy.restore(learned);
                return null;
            });
        });
        if (!policySha256.equals(sha256())) {
            throw new FatalRoleException(
                    ExitCode.CONTRACT_BROKEN,
                    "version " + version + ": expected policySha256 " + policySha256 + ", found " + sha256());
        }
    }

    private interface Restoration {
        void run() throws IOException;
    }

    private static void restore(int version, Restoration restoration) throws IOException {
        try {
            restoration.run();
        } catch (BadModelException | IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.CONTRACT_BROKEN, "version " + version + ": " + e.getMessage(), e);
        }
    }

    /** Timesteps that the model was trained on. */
    int trainTimesteps() {
        return policy.scheduler().config().trainTimesteps();
    }

    /**
     * Adds {@code share} times the gradient of a policy loss to what the next {@link #update} takes.
     *
     * @param sampled log-probabilities by the policy that sampled
     * @param penalties what a nat of divergence from the base costs, one a transition; 0 for nothing
     */
    StepFigures accumulate(Transitions transitions, float[] sampled, PolicyLoss loss, float[] penalties, double share) {
        Optional<KlPenalty> penalty =
                penalties[0] == 0 ? Optional.empty() : Optional.of(new KlPenalty(requireBase(), penalties));
        return on(() -> gradient.accumulate(transitions, sampled, loss, penalty, share));
    }

    /** Adds {@code share} times the gradient of a weighted denoising loss to what the next {@link #update} takes. */
    StepFigures regress(NoisedLatents latents, float[] weights, double share) {
        return on(() -> regression.accumulate(latents, weights, share));
    }

    /** Log-probabilities under the policy as it is now. */
    float[] logProbabilities(Transitions transitions) {
        return on(() -> gradient.logProbabilities(transitions));
    }

    /** Divergence of the policy as it is now from the base, one a transition. */
    float[] divergences(Transitions transitions) {
        return on(() -> requireBase().divergences(transitions, guidanceScale));
    }

    private BasePolicy requireBase() {
        return base.orElseThrow(() -> new IllegalStateException(
                "objective.kl.transitions: expected at least 1 where the base is asked for, found 0"));
    }

    /**
     * One step of the optimiser on the accumulated gradients.
     *
     * @return their global norm before clipping
     */
    double update(TrainingSettings training) {
        AdamWSettings settings = new AdamWSettings(
                training.getLearningRate(),
                training.getBeta1(),
                training.getBeta2(),
                training.getEpsilon(),
                training.getWeightDecay(),
                training.getMaxGradNorm());
        return on(() -> optimizer.step(settings));
    }

    /** Forgets the accumulated gradients: policy and optimiser are as after the last update. */
    void discardGradients() {
        on(() -> {
            optimizer.discardGradients();
            return null;
        });
    }

    @Override
    public void close() {
        on(() -> {
            optimizer.close();
            base.ifPresent(BasePolicy::close);
            policy.close();
            return null;
        });
        thread.close();
    }

    private <T> T on(Callable<T> task) {
        try {
            return thread.call(task);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // no task throws one
        }
    }
}
