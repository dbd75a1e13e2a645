package io.ddpo.sampler;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.SamplingSettings;
import java.util.List;
import java.util.Map;

/** A sound request to vary in tests: a batch of three, the last of which is padding. */
final class Requests {
    static final String RUN = "demo";
    static final String BASE_DIGEST = "ba5e".repeat(16);

    private Requests() {}

    static RolloutRequest sound() {
        return varied().build();
    }

    static RolloutRequest.Builder varied() {
        return RolloutRequest.newBuilder()
                .setId("r-7")
                .setRun(RUN)
                .setIteration(3)
                .setIterationSize(5)
                .setRequestIndex(1)
                .setPolicyVersion(0)
                .setPurpose(Purpose.TRAIN)
                .setSamples(List.of(sample("t-1", "a cat", 11), sample("t-2", "a fox", 12), padding()))
                .setSampling(new SamplingSettings(4, 1.0, 3.0, 3, LatentDtype.FLOAT16))
                .setBaseDigest(BASE_DIGEST);
    }

    static RequestedSample sample(String id, String prompt, long seed) {
        return new RequestedSample(id, prompt, Map.of("noun", prompt.substring(2)), seed, false);
    }

    static RequestedSample padding() {
        return new RequestedSample("padding", "", Map.of(), 0L, true);
    }
}
