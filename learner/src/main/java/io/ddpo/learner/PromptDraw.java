package io.ddpo.learner;

import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.PromptWeights;
import java.util.Arrays;
import java.util.List;

/**
 * Draws the prompts of a run.
 *
 * @param cumulative sums of their weights; empty where every prompt is drawn as often
 */
record PromptDraw(List<Prompt> prompts, double[] cumulative) {

    static PromptDraw of(RunSpecification specification) {
        double[] cumulative =
                specification.getPromptWeights().isEmpty() ? new double[0] : PromptWeights.of(specification);
        Arrays.parallelPrefix(cumulative, Double::sum);
        return new PromptDraw(specification.getPrompts(), cumulative);
    }

    /** The prompt of a sample of a round. */
    Prompt draw(Seeds seeds, int round, int sample) {
        if (cumulative.length == 0) {
            return prompts.get(seeds.prompt(round, sample, prompts.size()));
        }
        double at = seeds.share(round, sample) * cumulative[cumulative.length - 1];
        int index = 0;
        while (cumulative[index] <= at) { // never that of a weight of 0, which ends where it begins
            index++;
        }
        return prompts.get(index);
    }
}
