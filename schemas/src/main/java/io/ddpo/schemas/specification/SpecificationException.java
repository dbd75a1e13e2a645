package io.ddpo.schemas.specification;

/** The log does not say soundly what a run is. The message is one sentence that starts with the place. */
public final class SpecificationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpecificationException(String message) {
        super(message);
    }
}
