package io.ddpo.fleet;

import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the log of a run says of who is to work on it. Every controller of a fleet folds commands here. Records come in the
 * order of their topic; one thread at a time.
 */
public final class RunFold {
    /** Why nobody is needed of a run that somebody or its policy stopped. */
    public static final String STOPPED = "the run is stopped";

    private static final String EVALUATIONS = "evaluation";
    private static final String JUDGEMENTS = "guard";

    private Optional<RunSpecification> specification = Optional.empty();
    private Optional<WeightsManifest> latest = Optional.empty();
    private OptionalInt samplers = OptionalInt.empty();
    private long resumed = -1;
    private int evaluated = -1;
    private int judged = -1;

    /** A command, at its offset. */
    public void accept(Control control, long offset) {
        Object command = control.getCommand();
        if (command instanceof CreateRun create && specification.isEmpty()) {
            specification = Optional.of(create.getSpecification());
        } else if (command instanceof SetSamplers wanted) {
            samplers = OptionalInt.of(Math.max(0, wanted.getCount()));
        } else if (command instanceof ResumeRun) {
            resumed = offset;
        }
    }

    /** A version of the weights, which says what state the run is in. */
    void accept(WeightsManifest manifest) {
        latest = Optional.of(manifest);
    }

    /** Figures; those of evaluations and of the guard say that a version needs no further look. */
    void accept(Metric metric) {
        if (metric.getSeries().equals(EVALUATIONS)) {
            evaluated = Math.max(evaluated, metric.getPolicyVersion());
        } else if (metric.getSeries().equals(JUDGEMENTS)) {
            judged = Math.max(judged, metric.getPolicyVersion());
        }
    }

    /** As many as the last command about them wants; empty if there was none. */
    public OptionalInt samplers() {
        return samplers;
    }

    /** Why nobody is needed any more; empty while somebody is, which includes a run that was resumed since. */
    Optional<String> over() {
        return latest.filter(manifest -> manifest.getNextControlOffset() > resumed)
                .flatMap(this::over);
    }

    private Optional<String> over(WeightsManifest manifest) {
        return switch (manifest.getState()) {
            case RUNNING, PAUSED -> Optional.empty();
            case STOPPED -> Optional.of(STOPPED);
            case FINISHED ->
                isBack(manifest) || isEvaluated(manifest) && isJudged(manifest)
                        ? Optional.of("the run has come to its end")
                        : Optional.empty();
        };
    }

    /** A version with the weights of an earlier one is not evaluated again. */
    private static boolean isBack(WeightsManifest manifest) {
        return manifest.getParentVersion()
                .filter(parent -> parent != manifest.getVersion() - 1)
                .isPresent();
    }

    private boolean isEvaluated(WeightsManifest manifest) {
        boolean evaluatesNothing = specification
                .filter(run -> run.getEvaluation().getPrompts().isEmpty()
                        || run.getEvaluation().getSeedsPerPrompt() == 0)
                .isPresent();
        return evaluatesNothing || evaluated >= manifest.getVersion();
    }

    private boolean isJudged(WeightsManifest manifest) {
        boolean hasNoGuard = specification
                .map(run -> ChangeableSettings.apply(run, manifest.getSettings()))
                .filter(run -> run.getGuard().getOnOveroptimisation() == OnOveroptimisation.IGNORE)
                .isPresent();
        return hasNoGuard || judged >= manifest.getVersion();
    }
}
