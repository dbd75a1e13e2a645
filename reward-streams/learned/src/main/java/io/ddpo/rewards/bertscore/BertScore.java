package io.ddpo.rewards.bertscore;

/**
 * How well the tokens of two sentences match, as the reference implementation of BERTScore (arXiv 1904.09675) computes it
 * without weights of rarity and without rescaling: every token takes the most similar one of the other sentence; those that
 * the tokenizer adds at the ends may be taken, but do not count themselves.
 *
 * @param precision of the candidate's tokens, in [-1, 1]
 * @param recall of the reference's tokens, in [-1, 1]
 * @param f1 harmonic mean of both
 */
public record BertScore(double precision, double recall, double f1) {

    /** Both sentences have at least one token that counts. */
    static BertScore of(TokenVectors candidate, TokenVectors reference) {
        double precision = matched(candidate, reference);
        double recall = matched(reference, candidate);
        return new BertScore(precision, recall, 2 * precision * recall / (precision + recall));
    }

    /** Mean over the tokens of {@code these} that count, each with its most similar one of {@code others}. */
    private static double matched(TokenVectors these, TokenVectors others) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < these.size(); i++) {
            if (these.counts(i)) {
                double most = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < others.size(); j++) {
                    most = Math.max(most, these.dot(i, others, j));
                }
                sum += most;
                count++;
            }
        }
        return sum / count;
    }
}
