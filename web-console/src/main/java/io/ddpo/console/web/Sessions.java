package io.ddpo.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signed cookies: {@code role.expiry.nonce.name.signature}. Nothing is stored, so a console that restarts knows them
 * again; under another key they are worth nothing.
 */
final class Sessions {
    static final Duration LIFETIME = Duration.ofHours(12);

    private static final String OPERATOR = "operator";
    private static final String VIEWER = "viewer";
    private static final int PARTS = 5;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Signature signature;
    private final InstantSource clock;
    private final Supplier<String> nonces;

    /** @param nonces tells sessions of the same person apart */
    Sessions(Signature signature, InstantSource clock, Supplier<String> nonces) {
        this.signature = signature;
        this.clock = clock;
        this.nonces = nonces;
    }

    /** The cookie's value for somebody who has just logged in. */
    String open(String name, boolean mayOperate) {
        String content = String.join(
                ".",
                mayOperate ? OPERATOR : VIEWER,
                Long.toString(clock.instant().plus(LIFETIME).getEpochSecond()),
                nonces.get(),
                ENCODER.encodeToString(name.getBytes(UTF_8)));
        return content + "." + signature.of("session", content);
    }

    /** Who that is; empty if we did not write it, or it is over. */
    Optional<Principal> find(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        String content = cookie.substring(0, cookie.lastIndexOf('.'));
        if (!Signature.same(parts[PARTS - 1], signature.of("session", content))
                || Long.parseLong(parts[1]) <= clock.instant().getEpochSecond()) {
            return Optional.empty();
        }
        String name = new String(Base64.getUrlDecoder().decode(parts[3]), UTF_8);
        return Optional.of(new Principal(name, parts[0].equals(OPERATOR), cookie));
    }

    /** What a page of ours sends beside the cookie, which a page of another site cannot know. */
    String csrf(Principal principal) {
        return signature.of("csrf", principal.session());
    }

    boolean isCsrf(Principal principal, String text) {
        return Signature.same(text, csrf(principal));
    }
}
