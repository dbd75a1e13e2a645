package io.ddpo.sampler;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.weights.Safetensors;
import io.ddpo.diffusion.weights.TensorDigest;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.PayloadException;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.settings.DurationText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a model to the versions that requests name, from the log alone. One thread at a time. */
final class PolicyVersions {
    private static final Logger log = LoggerFactory.getLogger(PolicyVersions.class);

    /** How long one look for a manifest may take: as long as nobody minds to wait for a stop. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final SamplerModel model;
    private final ManifestFollower manifests;
    private final Downloads downloads;
    private final Duration patience;
    private final InstantSource clock;
    private volatile OptionalInt current = OptionalInt.empty();

    /**
     * Closes nothing of what it is given.
     *
     * @param patience how long a manifest may lag behind the request that needs it
     */
    PolicyVersions(
            SamplerModel model,
            ManifestFollower manifests,
            Downloads downloads,
            Duration patience,
            InstantSource clock) {
        this.model = model;
        this.manifests = manifests;
        this.downloads = downloads;
        this.patience = patience;
        this.clock = clock;
    }

    /** The version that the model is at; empty before the first. For any thread. */
    OptionalInt current() {
        return current;
    }

    /**
     * Makes the model that of a version, waiting for its manifest: commit markers reach partitions separately, so that
     * a request can be visible before the manifest of the same transaction.
     *
     * @throws RefusedRequestException if the weights were pruned, since the run is past them
     * @throws FatalRoleException if the manifest does not come, or the log does not hold what it says
     */
    void bringTo(int version, Progress progress) throws IOException {
        if (current.equals(OptionalInt.of(version))) {
            return;
        }
        WeightsManifest manifest = await(version, progress);
        requireBase(manifest);
        fetch(manifest, progress);
        current = OptionalInt.of(version);
        log.atInfo()
                .addKeyValue("run", manifest.getRun())
                .addKeyValue("policyVersion", version)
                .log("Weights are in place");
    }

    private WeightsManifest await(int version, Progress progress) {
        Instant deadline = clock.instant().plus(patience);
        Optional<WeightsManifest> found = manifests.find(version);
        while (found.isEmpty()) {
            progress.alive();
            if (clock.instant().isAfter(deadline)) {
                throw new FatalRoleException(
                        ExitCode.UNAVAILABLE,
                        "topic %s: expected the manifest of version %d within %s (manifest.timeout), found none"
                                .formatted(manifests.topic(), version, DurationText.write(patience)));
            }
            manifests.read(GLANCE);
            found = manifests.find(version);
        }
        return found.get();
    }

    private void requireBase(WeightsManifest manifest) {
        if (!manifest.getBaseDigest().equals(model.baseDigest())) {
            throw contractBroken(manifest, "a base model with digest " + model.baseDigest(), manifest.getBaseDigest());
        }
    }

    private void fetch(WeightsManifest manifest, Progress progress) throws IOException {
        try {
            downloads.fetch(
                    manifest.getWeights(),
                    manifest.getVersion(),
                    ChunkKind.WEIGHTS,
                    progress::alive,
                    file -> restore(manifest, file));
        } catch (PayloadException e) {
            manifests.readToEnd(GLANCE);
            if (manifests.latest().orElseThrow().getVersion() != manifest.getVersion()) {
                throw new RefusedRequestException(
                        "version " + manifest.getVersion() + " is past and its weights are gone: " + e.getMessage());
            }
            throw new FatalRoleException(ExitCode.CONTRACT_BROKEN, e.getMessage(), e);
        }
    }

    private void restore(WeightsManifest manifest, Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            String sha256 = TensorDigest.sha256(tensors);
            if (!sha256.equals(manifest.getPolicySha256())) {
                throw contractBroken(manifest, "policySha256 " + manifest.getPolicySha256(), sha256);
            }
            current = OptionalInt.empty(); // a restore that fails halfway leaves no version at all
            model.restore(tensors);
        } catch (IllegalArgumentException | BadModelException e) {
            throw contractBroken(manifest, "the trainable parameters of this policy", e.getMessage());
        }
    }

    private FatalRoleException contractBroken(WeightsManifest manifest, String expected, String found) {
        return new FatalRoleException(
                ExitCode.CONTRACT_BROKEN,
                "topic %s version %d: expected %s, found %s"
                        .formatted(manifests.topic(), manifest.getVersion(), expected, found));
    }
}
