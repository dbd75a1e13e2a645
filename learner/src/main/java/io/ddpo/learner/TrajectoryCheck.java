package io.ddpo.learner;

import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a trajectory is one that this learner can train on.
 *
 * @param steps the steps that a trajectory of this run takes
 * @param latentShape channels, height and width of a latent
 */
record TrajectoryCheck(RunSpecification specification, List<DdimStep> steps, int[] latentShape) {

    /**
     * Passes if the trajectory is what its advantage and the specification say, and all of its numbers are finite.
     *
     * @throws RejectedRecordException if not; the sentence says what differs
     */
    void require(Advantage advantage, Trajectory found) {
        Expectations expect = new Expectations(advantage.getTrajectoryId(), found.getSampler());
        expect.same("id", advantage.getTrajectoryId(), found.getId());
        expect.same("policyVersion", advantage.getPolicyVersion(), found.getPolicyVersion());
        expect.same("prompt", advantage.getPrompt(), found.getPrompt());
        expect.same("baseDigest", specification.getBaseModel().getDigest(), found.getBaseDigest());
        expect.same("guidanceScale", specification.getSampling().getGuidanceScale(), found.getGuidanceScale());
        expect.same("eta", specification.getSampling().getEta(), found.getEta());
        expect.same("timesteps", steps.stream().map(DdimStep::timestep).toList(), found.getTimesteps());
        expect.same("latentShape", shape(), found.getLatentShape());
        expect.same("bytes of latents", bytes(found), found.getLatents().remaining());
        expect.same(
                "number of logProbabilities",
                steps.size(),
                found.getLogProbabilities().size());
        expect.finite("logProbabilities", found.getLogProbabilities().stream().allMatch(Float::isFinite));
        expect.finite("latents", Latents.areFinite(found.getLatentDtype(), found.getLatents()));
    }

    private List<Integer> shape() {
        List<Integer> shape = new ArrayList<>(List.of(steps.size() + 1));
        Arrays.stream(latentShape).forEach(shape::add);
        return shape;
    }

    private int bytes(Trajectory trajectory) {
        int elements = shape().stream().reduce(1, Math::multiplyExact);
        return elements * Latents.width(trajectory.getLatentDtype());
    }

    private record Expectations(String trajectoryId, String sampler) {
        void same(String what, Object expected, Object found) {
            require(expected.equals(found), what + " " + expected, found);
        }

        void finite(String what, boolean areFinite) {
            require(areFinite, "finite " + what, "others");
        }

        private void require(boolean holds, String expected, Object found) {
            if (!holds) {
                throw new RejectedRecordException("trajectory " + trajectoryId + " of sampler " + sampler
                        + ": expected " + expected + ", found " + found);
            }
        }
    }
}
