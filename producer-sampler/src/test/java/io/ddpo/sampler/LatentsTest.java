package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class LatentsTest {
    private static final float[][] LATENTS = {{1.5f, -2f}, {0f, 0.25f}};

    @Test
    void fullPrecisionIsKeptBitByBit() {
        ByteBuffer bytes = Latents.encode(new float[][] {{0.1f}, {-0f}}, LatentDtype.FLOAT32);

        assertThat(bytes.remaining()).isEqualTo(8);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat()).isEqualTo(0.1f);
        assertThat(Float.floatToRawIntBits(bytes.getFloat())).isEqualTo(0x80000000);
    }

    @Test
    void halfPrecisionTakesTwoBytesAValueInTheOrderOfTheSteps() {
        ByteBuffer bytes = Latents.encode(LATENTS, LatentDtype.FLOAT16).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(bytes.remaining()).isEqualTo(8);
        for (float[] latent : LATENTS) {
            for (float value : latent) {
                assertThat(HalfFloats.toFloat(bytes.getShort())).isEqualTo(value);
            }
        }
    }

    @Test
    void aValueThatHalfPrecisionWouldChangeIsRefused() {
        assertThatThrownBy(() -> Latents.encode(new float[][] {{0.1f}}, LatentDtype.FLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a value of half precision, came 0.1");
    }
}
