package io.ddpo.learner.guard;

import io.ddpo.learner.guard.EvaluationPoint.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version whose reward has risen while the pictures stop being what was asked for.
 *
 * <p>The rule, on the evaluations of a run in order, all measured against that of version 0:
 *
 * <ul>
 *   <li>the reward has risen;
 *   <li>a guard reward has fallen by as many of its standard deviations as it may, or the pictures of a prompt have lost
 *       {@link #NARROWING} of their diversity.
 * </ul>
 *
 * <p>A guard that says the same of all pictures of version 0, such as that none has text, is measured in the standard
 * deviations of both versions' pictures together, of which it cannot fall by more than two.
 *
 * @param version the first one of which that is said
 * @param lastSound the version evaluated before it
 * @param reason one sentence for people
 */
public record Overoptimisation(int version, int lastSound, String reason) {
    static final double NARROWING = 0.75;

    /**
     * The first version that the rule marks.
     *
     * @param points evaluations in order, that of version 0 first
     * @param fall how far a guard reward may fall, in its standard deviations under version 0; positive
     */
    public static Optional<Overoptimisation> at(List<EvaluationPoint> points, double fall) {
        for (int i = 1; i < points.size(); i++) {
            Signs signs = Signs.of(points.get(0), points.get(i));
            if (signs.overoptimised(fall)) {
                return Optional.of(new Overoptimisation(
                        points.get(i).version(), points.get(i - 1).version(), signs.sentence(fall)));
            }
        }
        return Optional.empty();
    }

    /** What the rule looks at in the last of these evaluations, by name, and the divergence from the base model beside it. */
    public static Map<String, Double> figures(List<EvaluationPoint> points) {
        if (points.size() < 2) {
            return Map.of();
        }
        EvaluationPoint last = points.get(points.size() - 1);
        Map<String, Double> figures =
                new TreeMap<>(Signs.of(points.get(0), last).values());
        last.klToBase().ifPresent(divergence -> figures.put("klToBase", divergence));
        return figures;
    }

    /**
     * A version beside version 0.
     *
     * @param rise of the reward, in its standard deviations under version 0
     * @param fallen which guard fell most
     * @param fall by how much, in its standard deviations under version 0
     * @param narrowing share of the diversity within prompts that is gone
     */
    private record Signs(double rise, String fallen, double fall, double narrowing) {

        static Signs of(EvaluationPoint base, EvaluationPoint now) {
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
            return new Signs(rise, fallen, fall, narrowing);
        }

        boolean overoptimised(double mostFall) {
            return rise > 0 && (fall >= mostFall || narrowing >= NARROWING);
        }

        String sentence(double mostFall) {
            List<String> signs = new ArrayList<>();
            if (fall >= mostFall) {
                signs.add(String.format(Locale.ROOT, "%s has fallen by %.2f", fallen, fall));
            }
            if (narrowing >= NARROWING) {
                signs.add(String.format(Locale.ROOT, "the pictures of a prompt differ %.0f%% less", 100 * narrowing));
            }
            return String.format(
                    Locale.ROOT,
                    "the reward has risen by %.2f standard deviations, but %s",
                    rise,
                    String.join(", and ", signs));
        }

        Map<String, Double> values() {
            return Map.of("rise", rise, "fall", fall, "narrowing", narrowing);
        }
    }
}
