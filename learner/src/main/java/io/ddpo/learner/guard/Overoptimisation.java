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
 *   <li>a guard reward has fallen by as many of its standard deviations as it may, or will have at the next version if it goes on
 *       as since the evaluation before; or the pictures of a prompt have lost {@link #NARROWING} of their diversity.
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
            Signs signs = Signs.of(points.get(0), points.get(i - 1), points.get(i));
            if (signs.overoptimised(fall)) {
                return Optional.of(new Overoptimisation(
                        points.get(i).version(), points.get(i - 1).version(), signs.sentence(fall)));
            }
        }
        return Optional.empty();
    }

    /**
     * What the rule looks at in the last of these evaluations, by name; beside it the divergence from the base model, and how far
     * the reward has risen on prompts that are not trained on.
     */
    public static Map<String, Double> figures(List<EvaluationPoint> points) {
        if (points.size() < 2) {
            return Map.of();
        }
        EvaluationPoint base = points.get(0);
        EvaluationPoint last = points.get(points.size() - 1);
        Map<String, Double> figures = new TreeMap<>(
                Signs.of(base, points.get(points.size() - 2), last).values());
        last.klToBase().ifPresent(divergence -> figures.put("klToBase", divergence));
        base.heldOut().ifPresent(then -> last.heldOut().ifPresent(now -> figures.put("heldOutRise", then.riseTo(now))));
        return figures;
    }

    /**
     * How far a guard has fallen.
     *
     * @param fall in its standard deviations under version 0
     * @param pace what each version since the evaluation before has added to it, at least 0
     */
    private record Fall(String guard, double fall, double pace) {
        static final Fall NONE = new Fall("", 0, 0);

        double next() {
            return fall + pace;
        }
    }

    /**
     * A version beside version 0.
     *
     * @param rise of the reward, in its standard deviations under version 0
     * @param deepest of all guards, as it will be at the next version
     * @param narrowing share of the diversity within prompts that is gone
     */
    private record Signs(double rise, Fall deepest, double narrowing) {

        static Signs of(EvaluationPoint base, EvaluationPoint before, EvaluationPoint now) {
            Fall deepest = Fall.NONE;
            for (String guard : base.guards().keySet()) {
                Fall fall = fall(guard, base, before, now);
                if (fall.next() > deepest.next()) {
                    deepest = fall;
                }
            }
            double narrowing = base.diversity().isPresent()
                            && now.diversity().isPresent()
                            && base.diversity().getAsDouble() > 0
                    ? 1 - now.diversity().getAsDouble() / base.diversity().getAsDouble()
                    : 0;
            return new Signs(base.reward().riseTo(now.reward()), deepest, narrowing);
        }

        private static Fall fall(String guard, EvaluationPoint base, EvaluationPoint before, EvaluationPoint now) {
            Spread first = base.guards().get(guard);
            Spread current = now.guards().get(guard);
            if (current == null) {
                return Fall.NONE;
            }
            double fall = first.fallTo(current);
            Spread previous = before.guards().get(guard);
            double pace = previous == null ? 0 : (fall - first.fallTo(previous)) / (now.version() - before.version());
            return new Fall(guard, fall, Math.max(0, pace));
        }

        boolean overoptimised(double mostFall) {
            return rise > 0 && (deepest.next() >= mostFall || narrowing >= NARROWING);
        }

        String sentence(double mostFall) {
            List<String> signs = new ArrayList<>();
            if (deepest.fall() >= mostFall) {
                signs.add(text("%s has fallen by %.2f", deepest.guard(), deepest.fall()));
            } else if (deepest.next() >= mostFall) {
                signs.add(text(
                        "%s has fallen by %.2f and loses %.2f a version",
                        deepest.guard(), deepest.fall(), deepest.pace()));
            }
            if (narrowing >= NARROWING) {
                signs.add(text("the pictures of a prompt differ %.0f%% less", 100 * narrowing));
            }
            return text("the reward has risen by %.2f standard deviations, but ", rise) + String.join(", and ", signs);
        }

        private static String text(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }

        Map<String, Double> values() {
            return Map.of("rise", rise, "fall", deepest.fall(), "pace", deepest.pace(), "narrowing", narrowing);
        }
    }
}
