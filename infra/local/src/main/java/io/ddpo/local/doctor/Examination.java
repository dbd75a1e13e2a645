package io.ddpo.local.doctor;

import io.ddpo.diffusion.BadModelException;
import io.ddpo.service.process.Exits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/** Looks at one thing after the other, and goes on where one cannot be looked at. One thread. */
final class Examination {
    private final List<Finding> findings = new ArrayList<>();

    /** Whether it could be looked at, whatever was found. */
    boolean look(Check check) {
        try {
            findings.add(check.look());
            return true;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (IOException | ExecutionException | RuntimeException | LinkageError e) {
            failed(check.name(), e, check.remedy());
            return false;
        }
    }

    /** Something that could not be looked at. What a user may not ask need not be wrong. */
    void failed(String check, Throwable failure, String remedy) {
        findings.add(
                cause(failure, AuthorizationException.class) == null
                        ? Finding.wrong(check, sentence(failure), remedy)
                        : Finding.warning(check, sentence(failure), "ask as a user who may describe the cluster"));
    }

    Diagnosis diagnosis() {
        return new Diagnosis(findings);
    }

    private static String sentence(Throwable failure) {
        BadModelException model = cause(failure, BadModelException.class);
        return model == null
                ? Exits.of("could not be looked at", failure).sentence()
                : model.getMessage();
    }

    private static <E extends Throwable> E cause(Throwable failure, Class<E> type) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (type.isInstance(link)) {
                return type.cast(link);
            }
        }
        return null;
    }
}
