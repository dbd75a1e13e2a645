package io.ddpo.console.web;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who may ask. Without a token: pages of this machine. With one: whoever has it, in a header or in a cookie. */
final class Access {
    static final String COOKIE = "ddpo-console";

    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final WebOptions options;
    private final Optional<String> session;

    Access(WebOptions options) {
        this.options = options;
        this.session = options.token().map(Access::session);
    }

    /** What the cookie of a browser that knew the token holds: not the token itself. */
    private static String session(String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal("ddpo-console session".getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A page of another site can have the browser ask us under a name that it points to this machine (DNS rebinding);
     * the name gives it away.
     *
     * @throws RefusedException for a name that is not this machine's
     */
    void requireOwnName(String host) {
        String name = withoutPort(host);
        if (options.isLocal() && !LOCAL_NAMES.contains(name) && !name.equals(options.host())) {
            throw new RefusedException(421, "host: expected localhost or 127.0.0.1");
        }
    }

    private static String withoutPort(String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return name.replaceFirst(":\\d+$", "");
    }

    /** Whether the request has the token, where there is one. */
    boolean isKnown(MultiMap headers, Optional<String> cookie) {
        if (session.isEmpty()) {
            return true;
        }
        String authorization = headers.get("Authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? isToken(authorization.substring(BEARER.length()))
                : cookie.filter(value -> same(value, session.get())).isPresent();
    }

    /**
     * A form of another site can neither send JSON nor set a header, and what it does send says where it comes from.
     *
     * @throws RefusedException for what is not sent by our pages or a program
     */
    void requireOwnOrigin(MultiMap headers) {
        String type = headers.get("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            throw new RefusedException(415, "Content-Type: expected application/json");
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new RefusedException(403, "Sec-Fetch-Site: expected same-origin, got another site");
        }
        String origin = headers.get("Origin");
        if (origin != null && !origin.replaceFirst("^https?://", "").equals(headers.get("Host"))) {
            throw new RefusedException(403, "Origin: expected that of the console, got another one");
        }
    }

    private boolean isToken(String text) {
        return options.token().filter(token -> same(text, token)).isPresent();
    }

    /** In a time that tells nothing about where they differ. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes {@code {"token": …}}.
     *
     * @throws RefusedException for another token
     */
    Reply login(Buffer body) {
        String token = Json.readObject(body).path("token").asText("");
        if (session.isEmpty() || !isToken(token)) {
            throw new RefusedException(401, "token: expected the one that the console was started with");
        }
        return Reply.fresh(204, Reply.JSON, Buffer.buffer())
                .with("Set-Cookie", COOKIE + "=" + session.get() + "; Path=/; HttpOnly; SameSite=Strict");
    }
}
