package io.ddpo.local.doctor;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.unet.UNetConfig;
import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.service.kafka.KafkaClients;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Whether a trajectory of a run's model fits into a record.
 *
 * @param model folder of the run's model, if not where the run found it
 */
record TrajectoryCheck(KafkaClients kafka, SchemaRegistry registry, RunNames run, Optional<String> model)
        implements ClusterCheck {
    private static final String NAME = "trajectory";

    /** Prompt, ids, and four previews, whose worst case, noise of 96×96 pixels, has 28 kB. */
    private static final long BESIDE_THE_LATENTS = 128L << 10;

    /** A time step and a log-probability. */
    private static final long BESIDE_A_LATENT = 10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws IOException, ExecutionException, InterruptedException {
        RunSpecification specification =
                new RunCatalogue(kafka, registry).run(run.run()).specification().orElseThrow();
        String folder = model.orElse(specification.getBaseModel().getReference());
        try {
            UNetConfig unet = ModelFolder.open(folder).unet();
            return judge(bytes(unet.inChannels(), unet.sampleSize(), specification.getSampling()), limit());
        } catch (BadModelException e) {
            return Finding.warning(NAME, e.getMessage(), "pass --model with the run's model on this machine");
        }
    }

    private long limit() throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin("limit")) {
            Map<String, String> topic = new Configs(admin).of(ConfigResource.Type.TOPIC, run.trajectories());
            long taken = Long.parseLong(topic.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
            return Math.min(taken, TopicCatalogue.LARGEST_RECORD);
        }
    }

    /**
     * Upper estimate of a record: the noise it began with, and the latent after each step.
     *
     * @param side height and width of a latent
     */
    static long bytes(int channels, int side, SamplingSettings sampling) {
        long number = sampling.getLatentDtype() == LatentDtype.FLOAT16 ? Short.BYTES : Float.BYTES;
        long latent = number * channels * side * side;
        return (sampling.getSteps() + 1L) * (latent + BESIDE_A_LATENT) + BESIDE_THE_LATENTS;
    }

    /**
     * @param trajectory in bytes, at most
     * @param limit of topic and producer, in bytes
     */
    static Finding judge(long trajectory, long limit) {
        String found = "takes at most %d bytes, and a record may have %d".formatted(trajectory, limit);
        return trajectory <= limit
                ? Finding.ok(NAME, found)
                : Finding.wrong(
                        NAME,
                        found,
                        "take fewer steps, FLOAT16 for latents that are FLOAT32, or a store for them"
                                + " (trajectories.store)");
    }
}
