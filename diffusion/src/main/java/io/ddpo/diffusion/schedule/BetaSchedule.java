package io.ddpo.diffusion.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the variance of the forward process grows over the training timesteps. */
public enum BetaSchedule {
    LINEAR {
        @Override
        double beta(int i, int count, double start, double end) {
            return start + (end - start) * i / (count - 1);
        }
    },
    SCALED_LINEAR {
        @Override
        double beta(int i, int count, double start, double end) {
            double root = Math.sqrt(start) + (Math.sqrt(end) - Math.sqrt(start)) * i / (count - 1);
            return root * root;
        }
    },
    /** Nichol and Dhariwal, 2021; start and end play no part. */
    SQUAREDCOS_CAP_V2 {
        private static final double CAP = 0.999;

        @Override
        double beta(int i, int count, double start, double end) {
            return Math.min(1 - alphaBar((i + 1.0) / count) / alphaBar((double) i / count), CAP);
        }

        private double alphaBar(double time) {
            double cosine = StrictMath.cos((time + 0.008) / 1.008 * Math.PI / 2);
            return cosine * cosine;
        }
    };

    abstract double beta(int i, int count, double start, double end);

    /** The cumulative products of {@code 1 - beta}. */
    double[] alphasCumulative(int count, double start, double end) {
        double[] cumulative = new double[count];
        double product = 1;
        for (int i = 0; i < count; i++) {
            product *= 1 - beta(i, count, start, end);
            cumulative[i] = product;
        }
        return cumulative;
    }

    static BetaSchedule named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static List<String> names() {
        return Arrays.stream(values())
                .map(s -> s.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
