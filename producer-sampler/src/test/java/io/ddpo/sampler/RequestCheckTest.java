package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.SamplingSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCheckTest {

    @Test
    void aSoundRequestPasses() {
        assertThatCode(() -> RequestCheck.check(Requests.sound(), Requests.RUN)).doesNotThrowAnyException();
    }

    @Test
    void refusesTheRequestOfAnotherRun() {
        assertRefused(Requests.varied().setRun("other"), "request r-7: expected run demo, found other");
    }

    @Test
    void refusesABatchOfAnotherSize() {
        assertRefused(
                Requests.varied().setSamples(List.of(Requests.padding())),
                "request r-7: expected exactly sampling.batch samples and at least one, found 1 with a batch of 3");
    }

    @Test
    void refusesAnEmptyBatch() {
        assertRefused(
                Requests.varied()
                        .setSamples(List.of())
                        .setSampling(new SamplingSettings(4, 1.0, 3.0, 0, LatentDtype.FLOAT32)),
                "request r-7: expected exactly sampling.batch samples and at least one, found 0 with a batch of 0");
    }

    @Test
    void refusesAVersionThatCannotBe() {
        assertRefused(
                Requests.varied().setPolicyVersion(-1),
                "request r-7: expected a weights version of at least 0, found -1");
    }

    @Test
    void refusesAnIdThatTwoSamplesShare() {
        assertRefused(
                Requests.varied()
                        .setSamples(List.of(
                                Requests.sample("t-1", "a cat", 1),
                                Requests.sample("t-2", "a cat", 2),
                                Requests.sample("t-1", "a cat", 3))),
                "request r-7: expected an id of its own for every sample, found t-1 twice");
    }

    @Test
    void paddingMayShareItsId() {
        RolloutRequest request = Requests.varied()
                .setSamples(List.of(Requests.sample("t-1", "a cat", 1), Requests.padding(), Requests.padding()))
                .build();

        assertThatCode(() -> RequestCheck.check(request, Requests.RUN)).doesNotThrowAnyException();
    }

    private static void assertRefused(RolloutRequest.Builder request, String reason) {
        assertThatThrownBy(() -> RequestCheck.check(request.build(), Requests.RUN))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessage(reason);
    }
}
