package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.policy.LatentDecoder;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.Trajectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model whose trajectories are latents of 4 by 8 by 8, and whose pictures an autoencoder paints. */
class LatentModelTest {
    private static final Path FOLDER = TinyModel.FOLDER.resolveSibling("tiny-sd");
    private static final int SIZE = 4 * 8 * 8;

    private final WeightsLog weights = new WeightsLog();
    private final Written log = new Written();
    private Policy policy;
    private LatentDecoder decoder;
    private SamplingHandler handler;

    @BeforeEach
    void load() throws IOException {
        ModelFolder folder = ModelFolder.at(FOLDER);
        policy = Policy.full(TinyModel.kernels(), folder);
        decoder = LatentDecoder.of(TinyModel.kernels(), folder);
        SamplerModel model = new LoadedPolicy(policy, decoder, Requests.BASE_DIGEST);
        handler = new SamplingHandler(
                "sampler-1",
                Requests.RUN,
                model,
                weights.manifests,
                new PolicyVersions(model, weights.manifests, weights.downloads, Duration.ofMinutes(5), new TestClock()),
                new TrajectoryRecords("sampler-1", policy.latentShape(), decoder),
                LatentStorageTest.IN_THE_LOG,
                new Outcomes("sampler-1"),
                log.publisher,
                System::nanoTime);
        weights.commit(weights.publish(0, policy.snapshot()));
    }

    @AfterEach
    void close() {
        decoder.close();
        policy.close();
    }

    @ParameterizedTest
    @EnumSource(LatentDtype.class)
    void thePictureIsTheLastPublishedLatentDecoded(LatentDtype type) throws IOException {
        List<Trajectory> trajectories = sample(type);

        assertThat(trajectories)
                .hasSize(2)
                .allSatisfy(
                        trajectory -> assertThat(trajectory.getLatentShape()).containsExactly(5, 4, 8, 8));
        List<Outcome> outcomes = log.values(Written.RUN.samples(), Outcome.class);
        for (int i = 0; i < 2; i++) {
            Picture published = (Picture) outcomes.get(i).getResult();
            assertThat(published.getWidth()).isEqualTo(64);
            assertThat(Written.bytes(published.getPng()))
                    .isEqualTo(decoder.decode(last(trajectories.get(i))).toPng());
        }
    }

    @Test
    void onlyTheFirstSampleOfARequestHasPreviews() throws IOException {
        List<Trajectory> trajectories = sample(LatentDtype.FLOAT16);

        assertThat(trajectories.get(0).getPreviews()).hasSize(4);
        assertThat(trajectories.get(1).getPreviews()).isEmpty();
    }

    private List<Trajectory> sample(LatentDtype type) throws IOException {
        var request = Requests.varied()
                .setSampling(new SamplingSettings(4, 1.0, 3.0, 3, type))
                .build();
        handler.handle(request, new Progress(InstantSource.system()));
        return log.values(Written.RUN.trajectories(), Trajectory.class);
    }

    private static float[] last(Trajectory trajectory) {
        ByteBuffer bytes = trajectory.getLatents().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        boolean half = trajectory.getLatentDtype() == LatentDtype.FLOAT16;
        bytes.position(4 * SIZE * (half ? Short.BYTES : Float.BYTES));
        float[] last = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            last[i] = half ? HalfFloats.toFloat(bytes.getShort()) : bytes.getFloat();
        }
        return last;
    }
}
