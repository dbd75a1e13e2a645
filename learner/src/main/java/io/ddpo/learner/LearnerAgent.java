package io.ddpo.learner;

import io.ddpo.schemas.avro.WorkerState;
import io.ddpo.service.duty.Agent;

/**
 * The duty cycle of a learner: one step of its phase at a time. Asked to stop, it leaves where it is: everything that
 * counts is in the log, and a half-trained iteration is trained again.
 */
final class LearnerAgent implements Agent {
    private final String worker;
    private final Opening opening;
    private final Closer closer = new Closer();

    private Desk desk;
    private Phase phase;
    private WorkerState end = WorkerState.STOPPED;
    private String fault = "";

    /** Opens what a learner works with, on its thread. */
    @FunctionalInterface
    interface Opening {
        /** @param closer closes what was opened, whether all of it was or not */
        Desk open(Closer closer) throws Exception;
    }

    /**
     * What a learner works with.
     *
     * @param listener hears of every step; the run tells it of commits
     */
    record Desk(LearnerRun run, LearnerListener listener, Heartbeats heartbeats) {}

    LearnerAgent(String worker, Opening opening) {
        this.worker = worker;
        this.opening = opening;
    }

    @Override
    public String roleName() {
        return worker;
    }

    @Override
    public void onStart() throws Exception {
        desk = opening.open(closer);
        try {
            phase = desk.run().takeOver();
        } catch (Exception | Error e) {
            failed(e);
            throw e;
        }
    }

    @Override
    public int doWork() throws Exception {
        try {
            phase = phase.advance();
        } catch (Exception | Error e) {
            failed(e);
            throw e;
        }
        end = WorkerState.STOPPED;
        desk.listener().progress(phase.progress());
        return phase.over() ? DONE : phase.idle() ? 0 : 1;
    }

    /** What the learner ends with, unless it is tried again and then succeeds. */
    private void failed(Throwable e) {
        end = WorkerState.FAILED;
        fault = String.valueOf(e.getMessage());
    }

    @Override
    public void onClose() throws Exception {
        try (closer) {
            if (phase != null) {
                phase.close();
            }
            if (desk != null) {
                desk.heartbeats().announce(end, end == WorkerState.FAILED ? fault : "");
            }
        }
    }
}
