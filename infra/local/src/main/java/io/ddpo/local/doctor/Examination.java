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

    /** Whether there is nothing wrong with it, so that what depends on it is worth a look. */
    boolean look(Check check) {
        try {
            return add(check.look());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (IOException | ExecutionException | RuntimeException | LinkageError e) {
            return failed(check.name(), e, check.remedy());
        }
    }

    /** Something that could not be looked at. What a user may not ask need not be wrong. */
    boolean failed(String check, Throwable failure, String remedy) {
        return add(
                cause(failure, AuthorizationException.class) == null
                        ? Finding.wrong(check, sentence(failure), remedy)
                        : Finding.warning(check, sentence(failure), "ask as a user who may"));
    }

    private boolean add(Finding finding) {
        findings.add(finding);
        return finding.verdict() != Verdict.WRONG;
    }

    Diagnosis diagnosis() {
        return new Diagnosis(findings);
    }

    private static String sentence(Throwable failure) {
        BadModelException model = cause(failure, BadModelException.class);
        return model == null ? Exits.of("could not be looked at", failure).sentence() : model.getMessage();
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
