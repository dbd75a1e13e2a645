package io.ddpo.local.demo;

import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.util.Optional;

/** The models that runs begin with. */
final class BaseModels {
    private BaseModels() {}

    /**
     * The base model of a run.
     *
     * @param elsewhere where it is now, if no longer where the run found it
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if another model is there
     */
    static ModelFolder of(RunSpecification run, Optional<String> elsewhere) throws IOException {
        ModelFolder model = ModelFolder.open(elsewhere.orElse(run.getBaseModel().getReference()));
        if (!model.digest().equals(run.getBaseModel().getDigest())) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "[%s] expected the base model of run %s, got another, whose digest differs"
                            .formatted(model.path(), run.getRun()));
        }
        return model;
    }
}
