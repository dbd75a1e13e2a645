package io.ddpo.sampler;

import io.ddpo.diffusion.image.Picture;
import io.ddpo.schemas.avro.Failure;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the outcomes of requested samples.
 *
 * @param worker who answers
 */
record Outcomes(String worker) {
    private static final String REQUEST = "request";
    private static final String SAMPLING = "sampling";

    /** Indices of the samples that were asked for; the others only fill the batch. */
    static List<Integer> wanted(RolloutRequest request) {
        return IntStream.range(0, request.getSamples().size())
                .filter(index -> !request.getSamples().get(index).getPadding())
                .boxed()
                .toList();
    }

    /** A sample that became a picture. */
    Outcome picture(RolloutRequest request, int index, Picture picture, Location trajectory) {
        byte[] png = picture.toPng();
        byte[] thumbnail =
                Thumbnails.isSmall(picture) ? png : Thumbnails.of(picture).toPng();
        return of(
                request,
                index,
                io.ddpo.schemas.avro.Picture.newBuilder()
                        .setPng(ByteBuffer.wrap(png))
                        .setThumbnail(ByteBuffer.wrap(thumbnail))
                        .setWidth(picture.width())
                        .setHeight(picture.height())
                        .setTrajectory(trajectory)
                        .build());
    }

    /** A sample whose trajectory is of no use. */
    Outcome failed(RolloutRequest request, int index, String reason) {
        return of(request, index, new Failure(SAMPLING, reason));
    }

    /** All wanted samples of a request that cannot be done. */
    List<Outcome> refused(RolloutRequest request, RefusedRequestException reason) {
        return wanted(request).stream()
                .map(index -> of(request, index, new Failure(REQUEST, reason.getMessage())))
                .toList();
    }

    private Outcome of(RolloutRequest request, int index, Object result) {
        RequestedSample sample = request.getSamples().get(index);
        return Outcome.newBuilder()
                .setTrajectoryId(sample.getTrajectoryId())
                .setRequestId(request.getId())
                .setIndexInRequest(index)
                .setIteration(request.getIteration())
                .setIterationSize(request.getIterationSize())
                .setPurpose(request.getPurpose())
                .setPolicyVersion(request.getPolicyVersion())
                .setPrompt(sample.getPrompt())
                .setMetadata(sample.getMetadata())
                .setSeed(sample.getSeed())
                .setSampler(worker)
                .setResult(result)
                .build();
    }
}
