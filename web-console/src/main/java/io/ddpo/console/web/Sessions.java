package io.ddpo.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed cookies: {@code role.expiry.nonce.name.signature}. Nothing is stored, so a console that restarts knows them
 * again; other tokens make another key, under which they are worth nothing.
 */
final class Sessions {
    static final Duration LIFETIME = Duration.ofHours(12);

    private static final String OPERATOR = "operator";
    private static final String VIEWER = "viewer";
    private static final int PARTS = 5;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final java.util.function.Supplier<String> nonces;

    /**
     * @param secret what only this console and those who may log in know
     * @param nonces tells sessions of the same person apart
     */
    Sessions(String secret, InstantSource clock, java.util.function.Supplier<String> nonces) {
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
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
        return content + "." + sign("session " + content);
    }

    /** Who that is; empty if we did not write it, or it is over. */
    Optional<Principal> find(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        String content = cookie.substring(0, cookie.lastIndexOf('.'));
        if (!same(parts[PARTS - 1], sign("session " + content))
                || Long.parseLong(parts[1]) <= clock.instant().getEpochSecond()) {
            return Optional.empty();
        }
        String name = new String(Base64.getUrlDecoder().decode(parts[3]), UTF_8);
        return Optional.of(new Principal(name, parts[0].equals(OPERATOR), cookie));
    }

    /** What a page of ours sends beside the cookie, which a page of another site cannot know. */
    String csrf(Principal principal) {
        return sign("csrf " + principal.session());
    }

    boolean isCsrf(Principal principal, String text) {
        return same(text, csrf(principal));
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In a time that tells nothing about where they differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
