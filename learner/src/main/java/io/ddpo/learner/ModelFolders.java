package io.ddpo.learner;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.schemas.avro.BaseModel;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the base model of a run on this machine. */
final class ModelFolders {
    private ModelFolders() {}

    /**
     * Opens the base model.
     *
     * @param elsewhere where it lies on this machine, if not at the place that the specification names
     * @throws FatalRoleException if there is none, or another one
     */
    static ModelFolder open(BaseModel base, Optional<Path> elsewhere) {
        String place = elsewhere.map(Path::toString).orElse(base.getReference());
        try {
            ModelFolder folder = ModelFolder.open(place);
            String digest = folder.digest();
            if (!digest.equals(base.getDigest())) {
                throw new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        place + ": expected the base model with digest " + base.getDigest() + ", found " + digest);
            }
            return folder;
        } catch (BadModelException | IOException e) {
            throw new FatalRoleException(ExitCode.BAD_INPUT, e.getMessage(), e);
        }
    }
}
