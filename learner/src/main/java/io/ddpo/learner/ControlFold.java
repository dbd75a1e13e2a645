package io.ddpo.learner;

import io.ddpo.schemas.avro.ChangeSettings;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.RedriveRecord;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.avro.RollBack;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.SetSamplers;
import io.ddpo.schemas.avro.StopRun;
import io.ddpo.schemas.specification.ChangeableSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What commands make of a run, taken in at an iteration boundary. Immutable.
 *
 * @param specification with the settings in effect
 * @param state RUNNING, PAUSED or STOPPED
 * @param reason why it is in that state; empty while it runs
 * @param created whether the command that created the run is taken in
 * @param nextOffset first offset of the control topic that is not taken in
 * @param refused commands that were not followed
 */
record ControlFold(
        RunSpecification specification,
        RunState state,
        String reason,
        boolean created,
        long nextOffset,
        List<RefusedCommand> refused) {

    ControlFold {
        refused = List.copyOf(refused);
    }

    /** A run that no command has changed yet. */
    static ControlFold start(RunSpecification specification, RunState state, String reason, long nextOffset) {
        return new ControlFold(specification, state, reason, nextOffset > 0, nextOffset, List.of());
    }

    /** This and then the commands, in order. */
    ControlFold with(List<ControlCommand> commands) {
        ControlFold folded = this;
        for (ControlCommand command : commands) {
            folded = folded.with(command);
        }
        return folded;
    }

    private ControlFold with(ControlCommand command) {
        long next = command.offset() + 1;
        if (command.control().isEmpty()) {
            return refusing(command, command.problem());
        }
        Object what = command.control().get().getCommand();
        if (what instanceof PauseRun) {
            return state == RunState.STOPPED ? in(state, reason, next) : in(RunState.PAUSED, because(command), next);
        }
        if (what instanceof StopRun) {
            return in(RunState.STOPPED, because(command), next);
        }
        if (what instanceof ResumeRun) {
            return in(RunState.RUNNING, "", next);
        }
        if (what instanceof ChangeSettings change) {
            return changing(command, change);
        }
        if (what instanceof SetSamplers || what instanceof RedriveRecord) {
            return in(state, reason, next); // for a fleet controller, and done by who gave it
        }
        if (what instanceof CreateRun) {
            return !created
                    ? new ControlFold(specification, state, reason, true, next, refused)
                    : refusing(command, "expected CreateRun as the first command only, found another");
        }
        if (what instanceof RollBack back) {
            return refusing(
                    command,
                    "expected a command that this release follows, found a roll back to version " + back.getVersion()
                            + "; the run goes on unchanged");
        }
        throw new IllegalStateException("commands of class " + what.getClass() + " are not handled");
    }

    private ControlFold in(RunState newState, String newReason, long next) {
        return new ControlFold(specification, newState, newReason, created, next, refused);
    }

    private ControlFold changing(ControlCommand command, ChangeSettings change) {
        try {
            RunSpecification changed = ChangeableSettings.apply(specification, change.getSettings());
            return new ControlFold(changed, state, reason, created, command.offset() + 1, refused);
        } catch (IllegalArgumentException e) {
            return refusing(command, e.getMessage());
        }
    }

    private ControlFold refusing(ControlCommand command, String why) {
        List<RefusedCommand> more = new ArrayList<>(refused);
        more.add(new RefusedCommand(command, why));
        return new ControlFold(specification, state, reason, created, command.offset() + 1, more);
    }

    private static String because(ControlCommand command) {
        Control control = command.control().orElseThrow();
        return control.getWho() + (control.getWhy().isEmpty() ? "" : ": " + control.getWhy());
    }
}
