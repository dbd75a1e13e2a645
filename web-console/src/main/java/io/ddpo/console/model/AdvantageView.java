package io.ddpo.console.model;

import io.ddpo.schemas.avro.Advantage;
import java.util.Locale;

/**
 * How a reward became an advantage.
 *
 * @param mean what was subtracted
 * @param std what was divided by
 * @param scope whose statistics these are: {@code prompt} or {@code batch}
 * @param count rewards in those statistics
 */
public record AdvantageView(double advantage, double mean, double std, String scope, int count) {
    static AdvantageView of(Advantage record) {
        return new AdvantageView(
                record.getAdvantage(),
                record.getMean(),
                record.getStd(),
                record.getScope().name().toLowerCase(Locale.ROOT),
                record.getCount());
    }
}
