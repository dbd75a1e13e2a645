package io.ddpo.diffusion;

import java.nio.file.Path;

/** A model folder or file that cannot be used: one sentence that says where, what was expected and what came. */
public class BadModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Puts the place first: {@code [place] problem}. */
    public BadModelException(Path place, String problem) {
        super("[" + place + "] " + problem);
    }
}
