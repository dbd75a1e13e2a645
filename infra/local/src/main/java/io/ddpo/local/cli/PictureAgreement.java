package io.ddpo.local.cli;

import io.ddpo.diffusion.evaluator.Evaluator;
import io.ddpo.diffusion.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How near pictures are to texts.
 *
 * @param cosines of each picture and every text
 * @param own which of the texts each picture was made for
 */
record PictureAgreement(List<double[]> cosines, List<Integer> own) {

    /**
     * What an evaluator says.
     *
     * @param texts as it reads them
     */
    static PictureAgreement of(Evaluator evaluator, List<float[]> texts, List<Picture> pictures, List<Integer> own) {
        List<double[]> cosines = new ArrayList<>();
        for (Picture picture : pictures) {
            float[] seen = evaluator.look(picture);
            cosines.add(texts.stream()
                    .mapToDouble(text -> Evaluator.similarity(seen, text))
                    .toArray());
        }
        return new PictureAgreement(cosines, own);
    }

    /** Mean cosine of pictures and their own texts. */
    double mean() {
        return IntStream.range(0, own.size()).mapToDouble(this::ofOwn).average().orElseThrow();
    }

    /** Share of pictures to which no other text is nearer than their own, in [0, 1]. */
    double nearest() {
        long nearest = IntStream.range(0, own.size())
                .filter(i -> ofOwn(i) >= DoubleStream.of(cosines.get(i)).max().orElseThrow())
                .count();
        return (double) nearest / own.size();
    }

    /**
     * Of all pairs of a picture for which something holds and one for which it does not, the share in which the former is
     * nearer to its text: the area under the ROC curve, in [0, 1].
     *
     * @return nothing if there is no such pair
     */
    Optional<Double> separation(List<Boolean> holds) {
        double nearer = 0;
        long pairs = 0;
        for (int i = 0; i < own.size(); i++) {
            for (int j = 0; j < own.size(); j++) {
                if (holds.get(i) && !holds.get(j)) {
                    nearer += (Math.signum(ofOwn(i) - ofOwn(j)) + 1) / 2;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Optional.empty() : Optional.of(nearer / pairs);
    }

    private double ofOwn(int picture) {
        return cosines.get(picture)[own.get(picture)];
    }
}
