package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Rollout;
import io.ddpo.diffusion.policy.RolloutSettings;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.weights.HalfFloats;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.registry.MemorySchemaRegistry;
import io.ddpo.schemas.serde.AvroDeserializer;
import io.ddpo.schemas.serde.AvroSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trajectories as large as those of Stable Diffusion, 4 by 64 by 64, through record, scratch file and model. */
@Tag("slow")
class LatentTrajectoriesTest {
    private static final int STEPS = 4;
    private static final double GUIDANCE = 5;
    private static final List<String> PROMPTS = List.of("a fox", "two wolves");
    private static final String TOPIC = "demo.trajectories";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(LatentDtype.class)
    void theRatioIsOneWhateverTheLatentsAreStoredIn(LatentDtype type) throws Exception {
        ModelFolder large = ModelFolder.at(large());
        RunSpecification specification = RunSpecification.newBuilder(Specifications.small())
                .setBaseModel(new BaseModel(large.path().toString(), large.digest()))
                .setSampling(new SamplingSettings(STEPS, 1.0, GUIDANCE, PROMPTS.size(), type))
                .build();
        try (Kernels kernels = Kernels.onCpu();
                LearnerModel model = LearnerModel.open(kernels, large, specification);
                TrainingBatch batch = batch(specification, model, sampled(kernels, large, type))) {
            assertThat(model.latentShape()).containsExactly(4, 64, 64);
            List<Transition> all = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                for (int sample = 0; sample < batch.size(); sample++) {
                    all.add(new Transition(sample, step));
                }
            }
            // not the sampler's batches
            for (MicroBatch rows : MicroBatch.cut(all, 3)) {
                float[] recomputed = model.logProbabilities(batch.transitions(rows));
                float[] published = batch.logProbabilities(rows);
                for (int row = 0; row < rows.counted(); row++) {
                    assertThat(Math.exp(recomputed[row] - published[row]))
                            .as("%s", rows.rows().get(row))
                            .isCloseTo(1, within(1e-5));
                }
            }
        }
    }

    /** The tiny model of latents with the maps of the real one, and with one head, since eight take eight times as long. */
    private Path large() throws IOException {
        Path tiny = Specifications.MODEL.resolveSibling("tiny-sd");
        Path copy = folder.resolve("large");
        try (Stream<Path> files = Files.walk(tiny)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(tiny.relativize(file).toString()));
            }
        }
        Path config = copy.resolve("unet/config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"sample_size\": 8", "\"sample_size\": 64")
                        .replace("\"attention_head_dim\": 8", "\"attention_head_dim\": 1"));
        return copy;
    }

    private static List<Trajectory> sampled(Kernels kernels, ModelFolder model, LatentDtype type) throws IOException {
        List<Trajectory> records = new ArrayList<>();
        try (Policy policy = Policy.lora(kernels, model, new LoraSettings(4, 4, LoraSettings.ATTENTION, 99))) {
            RolloutSettings settings = new RolloutSettings(STEPS, 1, GUIDANCE, type == LatentDtype.FLOAT16);
            var drawn = new Rollout(policy, settings).run(PROMPTS, new long[] {21, 22}, step -> {});
            for (int i = 0; i < drawn.size(); i++) {
                records.add(throughTheLog(record(model, i, type, drawn.get(i))));
            }
        }
        return records;
    }

    private static Trajectory record(
            ModelFolder model, int index, LatentDtype type, io.ddpo.diffusion.policy.Trajectory drawn)
            throws IOException {
        List<Float> logProbabilities = new ArrayList<>();
        for (float value : drawn.logProbabilities()) {
            logProbabilities.add(value);
        }
        return Trajectory.newBuilder()
                .setId("trajectory-" + index)
                .setRequestId("request")
                .setIndexInRequest(index)
                .setIteration(0)
                .setPurpose(Purpose.TRAIN)
                .setPolicyVersion(0)
                .setBaseDigest(model.digest())
                .setPrompt(PROMPTS.get(index))
                .setSeed(21 + index)
                .setTimesteps(Arrays.stream(drawn.timesteps()).boxed().toList())
                .setLatentDtype(type)
                .setLatentShape(List.of(STEPS + 1, 4, 64, 64))
                .setLatents(bytes(drawn.latents(), type))
                .setLogProbabilities(logProbabilities)
                .setGuidanceScale(GUIDANCE)
                .setEta(1)
                .setSampler("sampler-1")
                .build();
    }

    private static ByteBuffer bytes(float[][] latents, LatentDtype type) {
        ByteBuffer bytes = ByteBuffer.allocate(latents.length * latents[0].length * Latents.width(type))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] latent : latents) {
            for (float value : latent) {
                switch (type) {
                    case FLOAT32 -> bytes.putFloat(value);
                    case FLOAT16 -> bytes.putShort(HalfFloats.round(value));
                }
            }
        }
        return bytes.flip();
    }

    private static Trajectory throughTheLog(Trajectory trajectory) {
        MemorySchemaRegistry registry = new MemorySchemaRegistry();
        byte[] record = new AvroSerializer<>(registry, Trajectory.class).serialize(TOPIC, trajectory);
        return new AvroDeserializer<>(registry, Trajectory.class).deserialize(TOPIC, record);
    }

    private TrainingBatch batch(RunSpecification specification, LearnerModel model, List<Trajectory> records) {
        List<Advantage> advantages =
                records.stream().map(LatentTrajectoriesTest::advantage).toList();
        TrajectoryCheck check = new TrajectoryCheck(specification, model.steps(), model.latentShape());
        BatchBuilder builder = new BatchBuilder(advantages, check, folder);
        for (int i = 0; i < records.size(); i++) {
            builder.accept(advantages.get(i), records.get(i));
        }
        return builder.build(true);
    }

    private static Advantage advantage(Trajectory trajectory) {
        return Advantage.newBuilder()
                .setTrajectoryId(trajectory.getId())
                .setRequestId(trajectory.getRequestId())
                .setIndexInRequest(trajectory.getIndexInRequest())
                .setPolicyVersion(trajectory.getPolicyVersion())
                .setPrompt(trajectory.getPrompt())
                .setReward(1)
                .setAdvantage(1)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.BATCH)
                .setCount(PROMPTS.size())
                .setTrajectory(new Location(TOPIC, 0, 0L, trajectory.getId(), "0".repeat(64)))
                .build();
    }
}
