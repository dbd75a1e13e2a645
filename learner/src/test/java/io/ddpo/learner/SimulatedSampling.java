package io.ddpo.learner;

import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.FailedSample;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.IterationDigest;
import io.ddpo.schemas.payload.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samplers and rewards in one: real rollouts of the tiny model, and advantages drawn from the seed of the sample. */
final class SimulatedSampling implements AutoCloseable {
    private final RunSpecification specification;
    private final Policy policy;
    private final Rollout rollout;
    private final Map<String, Float> skews = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final Map<String, List<io.ddpo.diffusion.policy.Trajectory>> made = new HashMap<>();
    private List<String> samplers = List.of("sampler-1");

    SimulatedSampling(RunSpecification specification, Kernels kernels) {
        this.specification = specification;
        try {
            this.policy = Policy.lora(
                    kernels, ModelFolder.at(Specifications.MODEL), new LoraSettings(4, 4, LoraSettings.ATTENTION, 99));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.rollout = new Rollout(policy, new RolloutSettings(2, 1, 5, false));
    }

    /** Who answers, request by request in turn. */
    void samplers(String... names) {
        samplers = List.of(names);
    }

    /** Samplers that answer no more. */
    void leave(List<String> names) {
        samplers = samplers.stream().filter(name -> !names.contains(name)).toList();
    }

    /** What a sampler's log-probabilities are off by. */
    void skew(String sampler, float nats) {
        skews.put(sampler, nats);
    }

    /** A sample whose reward fails. */
    void fail(String trajectoryId) {
        failing.add(trajectoryId);
    }

    /** Samples a request with the weights of its version. */
    void answer(RolloutRequest request, byte[] weights, Map<String, Trajectory> into) {
        try (Safetensors tensors = Safetensors.inMemory(weights, "weights")) {
            policy.restore(tensors.all());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String sampler = samplers.get(request.getRequestIndex() % samplers.size());
        sample(request, Sha256.hex(weights), sampler, into);
    }

    /** What was sampled before is sampled the same again, so that it need not be. */
    private void sample(RolloutRequest request, String weights, String sampler, Map<String, Trajectory> into) {
        List<RequestedSample> samples = request.getSamples();
        long[] seeds = samples.stream().mapToLong(RequestedSample::getSeed).toArray();
        var batch = made.computeIfAbsent(
                weights + Arrays.toString(seeds),
                unseen -> rollout.run(
                        samples.stream().map(RequestedSample::getPrompt).toList(), seeds, step -> {}));
        for (int i = 0; i < samples.size(); i++) {
            if (!samples.get(i).getPadding()) {
                Trajectory trajectory = trajectory(request, i, sampler, batch.get(i));
                into.put(trajectory.getId(), trajectory);
            }
        }
    }

    private Trajectory trajectory(
            RolloutRequest request, int index, String sampler, io.ddpo.diffusion.policy.Trajectory made) {
        RequestedSample sample = request.getSamples().get(index);
        ByteBuffer latents = ByteBuffer.allocate(made.latents().length * made.last().length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] latent : made.latents()) {
            for (float value : latent) {
                latents.putFloat(value);
            }
        }
        List<Float> logProbabilities = new ArrayList<>();
        for (float value : made.logProbabilities()) {
            logProbabilities.add(value + skews.getOrDefault(sampler, 0f));
        }
        int[] shape = policy.latentShape();
        return Trajectory.newBuilder()
                .setId(sample.getTrajectoryId())
                .setRequestId(request.getId())
                .setIndexInRequest(index)
                .setIteration(request.getIteration())
                .setPurpose(request.getPurpose())
                .setPolicyVersion(request.getPolicyVersion())
                .setBaseDigest(request.getBaseDigest())
                .setPrompt(sample.getPrompt())
                .setSeed(sample.getSeed())
                .setTimesteps(Arrays.stream(made.timesteps()).boxed().toList())
                .setLatentDtype(LatentDtype.FLOAT32)
                .setLatentShape(List.of(made.latents().length, shape[0], shape[1], shape[2]))
                .setLatents(latents.flip())
                .setLogProbabilities(logProbabilities)
                .setGuidanceScale(request.getSampling().getGuidanceScale())
                .setEta(request.getSampling().getEta())
                .setSampler(sampler)
                .build();
    }

    /** The closed iteration of requests that are answered, whose entries begin at an offset. */
    ClosedIteration close(List<RolloutRequest> requests, Map<String, Trajectory> made, long firstOffset) {
        List<Advantage> advantages = new ArrayList<>();
        List<FailedSample> failures = new ArrayList<>();
        for (RolloutRequest request : requests) {
            for (RequestedSample sample : request.getSamples()) {
                if (failing.contains(sample.getTrajectoryId())) {
                    failures.add(new FailedSample(sample.getTrajectoryId(), new Failure("scoring", "no idea")));
                } else if (!sample.getPadding()) {
                    advantages.add(advantage(made.get(sample.getTrajectoryId())));
                }
            }
        }
        IterationClosed closing = IterationClosed.newBuilder()
                .setPolicyVersion(requests.get(0).getPolicyVersion())
                .setTrajectoryIds(
                        advantages.stream().map(Advantage::getTrajectoryId).toList())
                .setFailures(failures)
                .setRewardMean(1)
                .setRewardStd(2)
                .setDigest(IterationDigest.of(advantages))
                .build();
        Set<String> requested = new HashSet<>(closing.getTrajectoryIds());
        failures.forEach(failed -> requested.add(failed.getTrajectoryId()));
        return ClosedIteration.of(
                requests.get(0).getIteration(), requested, advantages, closing, firstOffset + advantages.size());
    }

    private Advantage advantage(Trajectory trajectory) {
        double value = Noise.uniform(trajectory.getSeed(), 0, 77) * 4 - 2;
        return Advantage.newBuilder()
                .setTrajectoryId(trajectory.getId())
                .setRequestId(trajectory.getRequestId())
                .setIndexInRequest(trajectory.getIndexInRequest())
                .setPolicyVersion(trajectory.getPolicyVersion())
                .setPrompt(trajectory.getPrompt())
                .setReward(value)
                .setAdvantage(value)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.BATCH)
                .setCount(specification.getSamplesPerIteration())
                .setTrajectory(new Location("demo.trajectories", 0, 0L, trajectory.getId(), "0".repeat(64)))
                .build();
    }

    @Override
    public void close() {
        policy.close();
    }
}
