package io.ddpo.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.ddpo.schemas.control.RunCommand;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who may ask for what. Without tokens or a provider: pages and programs of this machine, for everything. With them:
 * whoever has a token, as a bearer token or in the cookie of a login, or whom the provider knows; viewers what is to be
 * seen, operators what is to be done as well.
 */
final class Access {
    static final String COOKIE = "ddpo-console";
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final WebOptions options;
    private final Signature signature;
    private final Sessions sessions;

    Access(WebOptions options, InstantSource clock) {
        this.options = options;
        this.signature = new Signature(secret(options));
        this.sessions = new Sessions(signature, clock, Access::nonce);
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    /**
     * Another one with other tokens, and of viewers unknown: a console that only viewers have a token of, or nobody,
     * forgets its sessions when it ends, or they could sign themselves in as operators.
     */
    private static String secret(WebOptions options) {
        Optional<String> ofClient = options.oidc().flatMap(OidcOptions::clientSecret);
        return String.join(
                "\n",
                "ddpo-console",
                options.token().or(() -> ofClient).orElseGet(Access::nonce),
                options.viewerToken().orElse(""),
                ofClient.orElse(""));
    }

    /** Logins by OpenID Connect that are under way. */
    OidcFlows flows(InstantSource clock) {
        return new OidcFlows(signature, clock, Access::nonce);
    }

    /** What the login page has to offer. */
    Reply loginPage(Assets assets) {
        return assets.loginPage(options.takesTokens(), options.oidc().isPresent());
    }

    /**
     * A page of another site can have the browser ask us under a name that it points to this machine (DNS rebinding);
     * the name gives it away.
     *
     * @throws RefusedException for a name that is not this machine's
     */
    void requireOwnName(String host) {
        String name = withoutPort(host);
        if (options.isLocal() && !LOCAL_NAMES.contains(name) && !name.equals(options.host()) && !isPublic(name)) {
            throw new RefusedException(421, "host: expected localhost or 127.0.0.1");
        }
    }

    /** A proxy on this machine may pass on the name under which people know the console. */
    private boolean isPublic(String name) {
        return options.oidc()
                .filter(oidc -> name.equals(oidc.console().getHost()))
                .isPresent();
    }

    private static String withoutPort(String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return name.replaceFirst(":\\d+$", "");
    }

    /** Who asks; empty for a stranger. */
    Optional<Principal> find(MultiMap headers, Optional<String> cookie) {
        if (!options.wantsLogin()) {
            return Optional.of(new Principal(options.user(), true, ""));
        }
        String authorization = headers.get("Authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? role(authorization.substring(BEARER.length()))
                        .map(mayOperate -> new Principal(options.user(), mayOperate, ""))
                : cookie.flatMap(sessions::find);
    }

    /** Whether the token is that of operators; empty if it is nobody's. */
    private Optional<Boolean> role(String token) {
        if (options.token().filter(own -> Signature.same(token, own)).isPresent()) {
            return Optional.of(true);
        }
        return options.viewerToken().filter(own -> Signature.same(token, own)).map(own -> false);
    }

    /**
     * A form of another site can neither send JSON nor set a header, and what it does send says where it comes from. A
     * session, which a browser sends by itself, is proven by a second secret that only our pages can read.
     *
     * @throws RefusedException for what is not sent by our pages or a program
     */
    void requireOwnOrigin(MultiMap headers, Optional<Principal> principal) {
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
        Optional<Principal> session = principal.filter(Principal::hasSession);
        String proof = Optional.ofNullable(headers.get(CSRF_HEADER)).orElse("");
        if (session.isPresent() && !sessions.isCsrf(session.get(), proof)) {
            throw new RefusedException(403, CSRF_HEADER + ": expected what /api/session tells this session");
        }
    }

    /** @throws RefusedException for somebody who may only look */
    static void requireOperator(Principal principal) {
        if (!principal.mayOperate()) {
            throw new RefusedException(403, "token: expected that of an operator; that of a viewer steers nothing");
        }
    }

    /** What a page needs to know of whoever opened it. */
    Reply session(Principal principal) {
        return Reply.json(Map.of(
                "who", principal.name(),
                "mayOperate", principal.mayOperate(),
                "loggedIn", principal.hasSession(),
                "csrf", principal.hasSession() ? sessions.csrf(principal) : ""));
    }

    /**
     * Takes {@code {"token": …, "name": …}}; without a name, commands say that of the console's user.
     *
     * @param isSecure whether the browser came by TLS
     * @throws RefusedException for another token
     */
    Reply login(Buffer body, boolean isSecure) {
        JsonNode fields = Json.readObject(body);
        String name = fields.path("name").asText("").strip();
        if (name.length() > RunCommand.LONGEST_WHO) {
            throw RefusedException.badRequest(
                    "name: expected at most %d characters, got %d".formatted(RunCommand.LONGEST_WHO, name.length()));
        }
        boolean mayOperate = role(fields.path("token").asText(""))
                .orElseThrow(() -> new RefusedException(401, "token: expected one that the console was started with"));
        return Reply.empty().with("Set-Cookie", open(name.isEmpty() ? options.user() : name, mayOperate, isSecure));
    }

    /** The cookie for somebody who has just logged in. */
    String open(String name, boolean mayOperate, boolean isSecure) {
        return cookie(sessions.open(name, mayOperate), Sessions.LIFETIME.toSeconds(), isSecure);
    }

    /** Has the browser forget its session. */
    Reply logout(boolean isSecure) {
        return Reply.empty().with("Set-Cookie", cookie("", 0, isSecure));
    }

    private static String cookie(String value, long seconds, boolean isSecure) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                .formatted(COOKIE, value, seconds, isSecure ? "; Secure" : "");
    }
}
