package io.ddpo.learner.guard;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version at which the reward still rises while the pictures stop being what was asked for.
 *
 * <p>The rule, on the evaluations of a run in order, all measured against that of version 0:
 *
 * <ul>
 *   <li>the reward has risen by at least {@link #RISE} of its standard deviations, and since the evaluation before;
 *   <li>at most {@link #RECOGNISED} of the pictures are still nearest to what version 0 drew from the same prompt and
 *       seed;
 *   <li>besides, one more sign: a guard reward has fallen by {@link #FALL} of its standard deviations, or the diversity of
 *       the pictures of a prompt by {@link #NARROWING} of it.
 * </ul>
 *
 * <p>A guard that says the same of all pictures of version 0, such as that none has text, is measured in the standard
 * deviations of both versions' pictures together. It has then fallen if most pictures have what none had.
 *
 * @param version the first one of which that is said
 * @param lastSound the version evaluated before it
 * @param reason one sentence for people
 */
public record Overoptimisation(int version, int lastSound, String reason) {
    static final double RISE = 0.5;
    static final double RECOGNISED = 0.5;
    static final double FALL = 1.25;
    static final double NARROWING = 0.5;

    /**
     * The first version that the rule marks.
     *
     * @param points evaluations in order, that of version 0 first
     */
    public static Optional<Overoptimisation> at(List<EvaluationPoint> points) {
        for (int i = 1; i < points.size(); i++) {
            Signs signs = Signs.of(points.get(0), points.get(i - 1), points.get(i));
            if (signs.overoptimised()) {
                return Optional.of(new Overoptimisation(
                        points.get(i).version(), points.get(i - 1).version(), signs.sentence()));
            }
        }
        return Optional.empty();
    }

    /** What the rule looks at in the last of these evaluations, by name. */
    public static Map<String, Double> figures(List<EvaluationPoint> points) {
        if (points.size() < 2) {
            return Map.of();
        }
        int last = points.size() - 1;
        return Signs.of(points.get(0), points.get(last - 1), points.get(last)).values();
    }

    /**
     * A version beside version 0.
     *
     * @param rise of the reward, in its standard deviations under version 0
     * @param rising whether it rose since the evaluation before
     * @param recognised share of pictures
     * @param fallen which guard fell most
     * @param fall by how much, in its standard deviations under version 0
     * @param narrowing share of the diversity within prompts that is gone
     */
    private record Signs(double rise, boolean rising, double recognised, String fallen, double fall, double narrowing) {

        static Signs of(EvaluationPoint base, EvaluationPoint before, EvaluationPoint now) {
            String fallen = "";
            double fall = 0;
            for (Map.Entry<String, Spread> guard : base.guards().entrySet()) {
                Spread then = guard.getValue();
                Spread current = now.guards().get(guard.getKey());
                if (current != null && then.fallTo(current) > fall) {
                    fallen = guard.getKey();
                    fall = then.fallTo(current);
                }
            }
            double narrowing = base.diversity().isPresent()
                            && now.diversity().isPresent()
                            && base.diversity().getAsDouble() > 0
                    ? 1 - now.diversity().getAsDouble() / base.diversity().getAsDouble()
                    : 0;
            double rise = base.rewardStd() > 0 ? (now.reward() - base.reward()) / base.rewardStd() : 0;
            return new Signs(rise, now.reward() > before.reward(), now.recognised(), fallen, fall, narrowing);
        }

        boolean overoptimised() {
            return rise >= RISE && rising && recognised <= RECOGNISED && (fall >= FALL || narrowing >= NARROWING);
        }

        String sentence() {
            List<String> signs = new ArrayList<>();
            signs.add(String.format(Locale.ROOT, "%.0f%% of the pictures are recognised", 100 * recognised));
            if (fall >= FALL) {
                signs.add(String.format(Locale.ROOT, "%s has fallen by %.1f standard deviations", fallen, fall));
            }
            if (narrowing >= NARROWING) {
                signs.add(String.format(Locale.ROOT, "the pictures of a prompt differ %.0f%% less", 100 * narrowing));
            }
            return String.format(
                    Locale.ROOT,
                    "the reward has risen by %.1f standard deviations and still rises, but %s",
                    rise,
                    String.join(", ", signs));
        }

        Map<String, Double> values() {
            return new TreeMap<>(Map.of(
                    "rise", rise,
                    "recognised", recognised,
                    "fall", fall,
                    "narrowing", narrowing));
        }
    }
}
