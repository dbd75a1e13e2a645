package io.ddpo.local.picture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Round numbers on an axis, a step of 1, 2 or 5 times a power of ten apart. */
final class Ticks {
    private Ticks() {}

    /**
     * The multiples of a round step within a range.
     *
     * @param most how many there may be, at least 2
     */
    static List<BigDecimal> within(double min, double max, int most) {
        BigDecimal step = step((max - min) / most);
        List<BigDecimal> ticks = new ArrayList<>();
        long first = (long) Math.ceil(min / step.doubleValue() - 1e-9);
        long last = (long) Math.floor(max / step.doubleValue() + 1e-9);
        for (long i = first; i <= last; i++) {
            ticks.add(step.multiply(BigDecimal.valueOf(i)));
        }
        return ticks;
    }

    /** The smallest round step that is at least so large. */
    private static BigDecimal step(double atLeast) {
        int power = (int) Math.floor(Math.log10(atLeast));
        for (int factor : new int[] {1, 2, 5}) {
            BigDecimal step = BigDecimal.valueOf(factor).scaleByPowerOfTen(power);
            if (step.doubleValue() >= atLeast * (1 - 1e-9)) {
                return step;
            }
        }
        return BigDecimal.ONE.scaleByPowerOfTen(power + 1);
    }

    /** With a true minus sign, as many digits as the step has. */
    static String label(BigDecimal tick) {
        String plain = (tick.scale() < 0 ? tick.setScale(0) : tick).toPlainString();
        return plain.replace('-', '−');
    }
}
