package io.ddpo.console.web;

import java.util.Locale;

/** Why a login by OpenID Connect came to nothing. The login page has a sentence for each. */
enum OidcProblem {
    /** The provider said no, or the person did. */
    DENIED,
    /** It took too long, or was begun in another browser. */
    EXPIRED,
    /** Somebody that the provider knows has no role here. */
    ROLE,
    /** The provider did not answer, or not soundly. */
    PROVIDER;

    /** As the login page is told. */
    String address() {
        return "/login?problem=" + name().toLowerCase(Locale.ROOT);
    }
}
