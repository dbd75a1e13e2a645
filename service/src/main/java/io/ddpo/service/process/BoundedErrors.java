package io.ddpo.service.process;

import io.ddpo.service.Exit;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.duty.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a role try again after errors whose meaning nobody knows, a number of times in a row. */
final class BoundedErrors implements ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(BoundedErrors.class);

    private final String agent;
    private final int most;

    BoundedErrors(String agent, int most) {
        this.agent = agent;
        this.most = most;
    }

    /** @throws FatalRoleException if trying again cannot help, or has not helped often enough */
    @Override
    public void onError(Exception error, int inARow) {
        Exit meaning = Exits.of(agent, error);
        if (!meaning.code().restartable()) {
            throw new FatalRoleException(meaning.code(), meaning.sentence(), error);
        }
        if (inARow >= most) {
            throw new FatalRoleException(
                    meaning.code(), meaning.sentence() + " (%d times in a row)".formatted(inARow), error);
        }
        log.atWarn()
                .addKeyValue("worker", agent)
                .addKeyValue("inARow", inARow)
                .setCause(error)
                .log("A cycle failed and is tried again");
    }
}
