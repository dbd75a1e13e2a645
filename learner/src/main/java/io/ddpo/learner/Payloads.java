package io.ddpo.learner;

import io.ddpo.schemas.avro.ChunkedPayload;

/**
 * What of a version is in the log already when its manifest is written.
 *
 * @param weights where its weights are
 * @param trainingState where its optimiser's state is
 * @param policySha256 digest of the weights
 * @param determinismKey under which they were computed
 */
record Payloads(ChunkedPayload weights, ChunkedPayload trainingState, String policySha256, String determinismKey) {}
