package io.ddpo.console.web;

/** A login by OpenID Connect that came to nothing. The message is for the log. */
final class OidcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final OidcProblem problem;

    OidcException(OidcProblem problem, String sentence) {
        super(sentence);
        this.problem = problem;
    }

    OidcProblem problem() {
        return problem;
    }
}
