package io.ddpo.local.doctor;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** One thing to look at. */
interface Check {
    /** One or two words. */
    String name();

    /** Looks, and judges what it sees. */
    Finding look() throws IOException, ExecutionException, InterruptedException;

    /** What to do where it cannot even be looked at. */
    String remedy();
}
