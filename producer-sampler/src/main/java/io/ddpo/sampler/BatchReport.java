package io.ddpo.sampler;

import java.time.Duration;

/**
 * What became of a request, and where its time went.
 *
 * @param samples published with a picture
 * @param failures published without one
 * @param weights until the policy was at the version of the request
 * @param model model computation, from noise to the last latent
 * @param publish from there until every record was acknowledged
 */
record BatchReport(int samples, int failures, Duration weights, Duration model, Duration publish) {
    Duration total() {
        return weights.plus(model).plus(publish);
    }
}
