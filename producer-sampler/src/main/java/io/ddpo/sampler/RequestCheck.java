package io.ddpo.sampler;

import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import java.util.HashSet;
import java.util.Set;

/** Whether a request can be done by a sampler of its run at all. */
final class RequestCheck {
    private RequestCheck() {}

    /** @throws RefusedRequestException with what is wrong in the request itself */
    static void check(RolloutRequest request, String run) {
        String place = "request " + request.getId() + ": ";
        if (!request.getRun().equals(run)) {
            throw new RefusedRequestException(place + "expected run " + run + ", found " + request.getRun());
        }
        int batch = request.getSampling().getBatch();
        if (batch < 1 || request.getSamples().size() != batch) {
            throw new RefusedRequestException(place + "expected exactly sampling.batch samples and at least one, found "
                    + request.getSamples().size() + " with a batch of " + batch);
        }
        if (request.getPolicyVersion() < 0) {
            throw new RefusedRequestException(
                    place + "expected a weights version of at least 0, found " + request.getPolicyVersion());
        }
        Set<String> ids = new HashSet<>();
        for (RequestedSample sample : request.getSamples()) {
            if (!sample.getPadding() && !ids.add(sample.getTrajectoryId())) {
                throw new RefusedRequestException(place + "expected an id of its own for every sample, found "
                        + sample.getTrajectoryId() + " twice");
            }
        }
    }
}
