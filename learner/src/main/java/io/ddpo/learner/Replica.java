package io.ddpo.learner;

import io.ddpo.diffusion.policy.BasePolicy;
import io.ddpo.diffusion.policy.DenoisingRegression;
import io.ddpo.diffusion.policy.KlPenalty;
import io.ddpo.diffusion.policy.NoisedLatents;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.PolicyGradient;
import io.ddpo.diffusion.policy.PolicyLoss;
import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.tensor.ModelThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** The policy on one device, with a thread of its own. What computes has to be called on that thread. */
final class Replica {
    private final ModelThread thread;
    private final Policy policy;
    private final Optional<BasePolicy> base;
    private final PolicyGradient gradient;
    private final DenoisingRegression regression;
    private final double guidanceScale;

    /** @param base to measure the divergence from, where that is wanted */
    Replica(ModelThread thread, Policy policy, Optional<BasePolicy> base, double guidanceScale) {
        this.thread = thread;
        this.policy = policy;
        this.base = base;
        this.gradient = new PolicyGradient(policy, guidanceScale);
        this.regression = new DenoisingRegression(policy, guidanceScale);
        this.guidanceScale = guidanceScale;
    }

    Policy policy() {
        return policy;
    }

    /** Computes on the thread, once what was submitted before is done. */
    <T> Future<T> submit(Callable<T> computation) {
        return thread.submit(computation);
    }

    /** Computes on the thread, and waits for it. */
    <T> T call(Callable<T> computation) {
        try {
            return thread.call(computation);
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a file that is being restored
        } catch (Exception e) {
            throw new IllegalStateException(e); // no computation throws one
        }
    }

    /**
     * Adds {@code share} times the gradient of a policy loss to what the next update takes.
     *
     * @param sampled log-probabilities by the policy that sampled
     * @param penalties what a nat of divergence from the base costs, one a transition; 0 for nothing
     */
    StepFigures accumulate(Transitions transitions, float[] sampled, PolicyLoss loss, float[] penalties, double share) {
        Optional<KlPenalty> penalty =
                penalties[0] == 0 ? Optional.empty() : Optional.of(new KlPenalty(requireBase(), penalties));
        return gradient.accumulate(transitions, sampled, loss, penalty, share);
    }

    /** Adds {@code share} times the gradient of a weighted denoising loss to what the next update takes. */
    StepFigures regress(NoisedLatents latents, float[] weights, double share) {
        return regression.accumulate(latents, weights, share);
    }

    /** Log-probabilities under the policy as it is now. */
    float[] logProbabilities(Transitions transitions) {
        return gradient.logProbabilities(transitions);
    }

    /** Divergence of the policy as it is now from the base, one a transition. */
    float[] divergences(Transitions transitions) {
        return requireBase().divergences(transitions, guidanceScale);
    }

    private BasePolicy requireBase() {
        return base.orElseThrow(() -> new IllegalStateException(
                "objective.kl.transitions: expected at least 1 where the base is asked for, found 0"));
    }

    /** Frees everything once what was submitted is done. */
    void close() {
        call(() -> {
            base.ifPresent(BasePolicy::close);
            policy.close();
            return null;
        });
        thread.close();
    }
}
