package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class IterationDigestTest {
    private final Advantage fox = advantage("fox", 1.5);
    private final Advantage owl = advantage("owl", -1.5);

    @Test
    void isTheDigestOfTheAdvantagesInAvroBinary() throws IOException {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(binary, null);
        for (Advantage advantage : List.of(fox, owl)) {
            new GenericDatumWriter<>(Advantage.getClassSchema()).write(advantage, encoder);
        }
        encoder.flush();

        assertThat(IterationDigest.of(List.of(fox, owl))).isEqualTo(Sha256.hex(binary.toByteArray()));
    }

    @Test
    void dependsOnTheOrderAndOnEveryValue() {
        assertThat(List.of(List.of(fox, owl), List.of(owl, fox), List.of(fox), List.of(advantage("fox", 1.6), owl)))
                .extracting(IterationDigest::of)
                .doesNotHaveDuplicates();
    }

    private static Advantage advantage(String id, double value) {
        return Advantage.newBuilder()
                .setTrajectoryId(id)
                .setRequestId("request")
                .setIndexInRequest(0)
                .setPolicyVersion(3)
                .setPrompt("a " + id)
                .setReward(value * 2)
                .setAdvantage(value)
                .setMean(0)
                .setStd(2)
                .setScope(AdvantageScope.BATCH)
                .setCount(2)
                .setTrajectory(new Location("run.trajectories", 0, 7L, id, "0".repeat(64)))
                .build();
    }
}
