package io.ddpo.diffusion.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * The DDIM scheduler with stochasticity η, whose steps are Gaussians with a log-probability. Timesteps have leading
 * spacing. The last step goes to ᾱ of timestep 0 rather than to 1, where its variance would vanish.
 */
public final class DdimScheduler {

    /** Below it the density is so narrow that an importance ratio has no meaning. */
    private static final double MIN_SIGMA = 1e-3;

    private final DdimConfig config;
    private final double[] alphasCumulative;

    public DdimScheduler(DdimConfig config) {
        this.config = config;
        this.alphasCumulative =
                config.betaSchedule().alphasCumulative(config.trainTimesteps(), config.betaStart(), config.betaEnd());
    }

    public DdimConfig config() {
        return config;
    }

    /** ᾱ of a training timestep. */
    public double alphaCumulative(int timestep) {
        return alphasCumulative[timestep];
    }

    /**
     * The steps of a rollout, from the noisiest to the last.
     *
     * @param steps how many, 1 to the number of training timesteps
     * @param eta stochasticity, above 0; DDPO uses 1
     * @throws IllegalArgumentException if a step's sigma is so small that its log-probability is of no use
     */
    public List<DdimStep> steps(int steps, double eta) {
        if (steps < 1 || steps > config.trainTimesteps()) {
            throw new IllegalArgumentException(
                    "sampling steps: expected 1 to " + config.trainTimesteps() + ", came " + steps);
        }
        if (!(eta > 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta: expected a number above 0 and at most 1, came " + eta
                    + "; without noise a step has no log-probability");
        }
        int ratio = config.trainTimesteps() / steps;
        List<DdimStep> all = new ArrayList<>(steps);
        for (int i = steps - 1; i >= 0; i--) {
            int timestep = Math.min(i * ratio + config.stepsOffset(), config.trainTimesteps() - 1);
            all.add(step(timestep, timestep - ratio, eta));
        }
        return List.copyOf(all);
    }

    private DdimStep step(int timestep, int next, double eta) {
        double alpha = alphasCumulative[timestep];
        double alphaNext = alphasCumulative[Math.max(next, 0)];
        double variance = (1 - alphaNext) / (1 - alpha) * (1 - alpha / alphaNext);
        double sigma = eta * Math.sqrt(variance);
        if (!(sigma >= MIN_SIGMA)) {
            throw new IllegalArgumentException("sampling: expected a sigma of at least " + MIN_SIGMA + " at every step,"
                    + " came " + sigma + " at timestep " + timestep
                    + "; use a larger eta, fewer steps or a scheduler with"
                    + " steps_offset 1");
        }
        return new DdimStep(
                timestep,
                Math.sqrt(alpha),
                Math.sqrt(1 - alpha),
                Math.sqrt(alphaNext),
                Math.sqrt(1 - alphaNext - sigma * sigma),
                sigma);
    }
}
