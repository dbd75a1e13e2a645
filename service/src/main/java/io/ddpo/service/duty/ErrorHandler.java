package io.ddpo.service.duty;

/** Decides whether a duty cycle goes on after an error. */
@FunctionalInterface
public interface ErrorHandler {
    /**
     * Called with every exception of a duty cycle that is not fatal in itself. Returning means to go on.
     *
     * @param inARow how many cycles have failed since the last that did not, this one included
     * @throws RuntimeException to end the role with it
     */
    void onError(Exception error, int inARow);
}
