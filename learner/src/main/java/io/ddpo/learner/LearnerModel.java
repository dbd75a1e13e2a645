package io.ddpo.learner;

import ai.djl.engine.Engine;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.optim.AdamW;
import io.ddpo.diffusion.optim.AdamWSettings;
import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Replicas;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.ModelThread;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.diffusion.weights.DeviceTensors;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.SafetensorsContent;
import io.ddpo.diffusion.weights.TensorSource;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.TrainingSettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * What learns: the policy, on one device or several, and its optimiser. With several devices the policy is on each, and
 * they share the micro-batches of an update among them. Called by one thread at a time.
 */
final class LearnerModel implements AutoCloseable {
    private final Replica lead;
    private final List<Replica> replicas;
    private final Replicas others;
    private final AdamW optimizer;
    private final List<DdimStep> steps;
    private final String determinismKey;

    private LearnerModel(List<Replica> replicas, List<DdimStep> steps, RunSpecification specification) {
        this.replicas = List.copyOf(replicas);
        this.lead = replicas.get(0);
        this.others = new Replicas(
                lead.policy(), replicas.stream().skip(1).map(Replica::policy).toList());
        this.optimizer =
                lead.call(() -> new AdamW(lead.policy().kernels(), lead.policy().trainable()));
        this.steps = steps;
        this.determinismKey = determinismKey(specification, lead.policy().kernels(), replicas.size());
    }

    /**
     * The base model as version 0 trains it. Sets the intra-op threads of the whole process.
     *
     * @param kernels stay open
     * @throws FatalRoleException if the specification asks for what this model does not have
     */
    static LearnerModel open(Kernels kernels, ModelFolder folder, RunSpecification specification) throws IOException {
        return open(List.of(kernels), folder, specification);
    }

    /** The same on several devices, in the order in which their gradients are summed. */
    static LearnerModel open(List<Kernels> devices, ModelFolder folder, RunSpecification specification)
            throws IOException {
        Kernels.intraOpThreads(specification.getIntraOpThreads());
        List<Replica> replicas = new ArrayList<>();
        try {
            for (Kernels kernels : devices) {
                String name = replicas.isEmpty() ? "learner-model" : "learner-model-" + (replicas.size() + 1);
                replicas.add(load(new ModelThread(name), kernels, folder, specification));
            }
            List<DdimStep> steps = replicas.get(0)
                    .policy()
                    .scheduler()
                    .steps(
                            specification.getSampling().getSteps(),
                            specification.getSampling().getEta());
            return new LearnerModel(replicas, steps, specification);
        } catch (BadModelException | IllegalArgumentException e) {
            replicas.forEach(Replica::close);
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            replicas.forEach(Replica::close);
            throw e;
        }
    }

    private static Replica load(ModelThread thread, Kernels kernels, ModelFolder folder, RunSpecification specification)
            throws IOException {
        try {
            return thread.call(() -> {
                Policy policy = policy(kernels, folder, specification);
                try {
                    boolean measured = specification.getObjective().getKl().getTransitions() > 0;
                    return new Replica(
                            thread,
                            policy,
                            measured ? Optional.of(policy.base(folder)) : Optional.empty(),
                            specification.getSampling().getGuidanceScale());
                } catch (IOException | RuntimeException e) {
                    policy.close();
                    throw e;
                }
            });
        } catch (IOException | RuntimeException e) {
            thread.close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // loading throws none
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

    /** Sums over several devices are rounded otherwise than over one. */
    private static String determinismKey(RunSpecification specification, Kernels kernels, int devices) {
        return "sampling batch " + specification.getSampling().getBatch() + ", micro-batch "
                + specification.getTraining().getMicroBatch() + ", intra-op threads "
                + specification.getIntraOpThreads() + ", libtorch "
                + Engine.getEngine("PyTorch").getVersion() + ", "
                + kernels.device().getDeviceType()
                + (devices == 1 ? "" : ", " + devices + " devices");
    }

    /** The steps of a trajectory. */
    List<DdimStep> steps() {
        return steps;
    }

    /** Channels, height and width of a latent. */
    int[] latentShape() {
        return lead.policy().latentShape();
    }

    /** Under the same key the same specification gives the same weights. */
    String determinismKey() {
        return determinismKey;
    }

    /** Digest of what has been learned. */
    String sha256() {
        return lead.call(lead.policy()::sha256);
    }

    /** What has been learned, as a safetensors file that is made while it is read. */
    SafetensorsContent weights() {
        return content(lead.policy()::learned);
    }

    /** Moments and number of updates, as a safetensors file that is made while it is read. */
    SafetensorsContent trainingState() {
        return content(optimizer::tensors);
    }

    private SafetensorsContent content(Callable<DeviceTensors> tensors) {
        return lead.call(() -> new SafetensorsContent(new ReplicaTensors(lead, tensors.call()), Map.of()));
    }

    /**
     * Takes the training state of a committed version.
     *
     * @param file in safetensors format
     * @throws FatalRoleException if this is not a state of this model
     */
    void restoreTrainingState(int version, Path file) throws IOException {
        restore(version, file, optimizer::restore);
    }

    /**
     * Takes the weights of a committed version; the optimiser stays as it is.
     *
     * @param file in safetensors format
     * @throws FatalRoleException if these are not the weights of this model
     */
    void restoreWeights(int version, Path file, String policySha256) throws IOException {
        restore(version, file, tensors -> {
            lead.policy().restore(tensors);
            others.spread();
        });
        String found = sha256();
        if (!policySha256.equals(found)) {
            throw new FatalRoleException(
                    ExitCode.CONTRACT_BROKEN,
                    "version " + version + ": expected policySha256 " + policySha256 + ", found " + found);
        }
    }

    /**
     * Takes the weights of a committed version, and forgets the moments: they belong to a way that is left.
     *
     * @param file in safetensors format
     * @throws FatalRoleException if these are not the weights of this model
     */
    void restart(int version, Path file, String policySha256) throws IOException {
        restoreWeights(version, file, policySha256);
        lead.call(() -> {
            optimizer.restart();
            return null;
        });
    }

    private interface Restoration {
        void from(TensorSource tensors) throws IOException;
    }

    private void restore(int version, Path file, Restoration restoration) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            lead.call(() -> {
                restoration.from(tensors);
                return null;
            });
        } catch (BadModelException | IllegalArgumentException e) {
            throw new FatalRoleException(ExitCode.CONTRACT_BROKEN, "version " + version + ": " + e.getMessage(), e);
        }
    }

    /** Timesteps that the model was trained on. */
    int trainTimesteps() {
        return lead.policy().scheduler().config().trainTimesteps();
    }

    /** The policy on each device. */
    List<Replica> replicas() {
        return replicas;
    }

    /**
     * Has each replica compute, all at the same time. Nothing is being computed any more when this returns or throws.
     *
     * @param computations one each, beginning with the first replica; not more than there are replicas
     * @return their results in the same order
     * @throws Exception what the first of them throws
     */
    <T> List<T> together(List<Callable<T>> computations) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> computation : computations) {
            futures.add(replicas.get(futures.size()).submit(computation));
        }
        List<T> results = new ArrayList<>();
        Optional<Exception> failure = Optional.empty();
        for (Future<T> future : futures) {
            try {
                results.add(ModelThread.await(future));
            } catch (Exception e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return results;
    }

    /** Log-probabilities under the policy as it is now. */
    float[] logProbabilities(Transitions transitions) {
        return lead.call(() -> lead.logProbabilities(transitions));
    }

    /** Divergence of the policy as it is now from the base, one a transition. */
    float[] divergences(Transitions transitions) {
        return lead.call(() -> lead.divergences(transitions));
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
        return lead.call(() -> {
            others.sumGradients();
            double norm = optimizer.step(settings);
            others.spread();
            return norm;
        });
    }

    /** Forgets the accumulated gradients: policy and optimiser are as after the last update. */
    void discardGradients() {
        lead.call(() -> {
            optimizer.discardGradients();
            others.discardGradients();
            return null;
        });
    }

    @Override
    public void close() {
        lead.call(() -> {
            optimizer.close();
            return null;
        });
        replicas.forEach(Replica::close);
    }
}
