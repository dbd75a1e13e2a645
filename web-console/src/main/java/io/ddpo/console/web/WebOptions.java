package io.ddpo.console.web;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * How the console is served.
 *
 * @param host address to listen on; {@value #DEFAULT_HOST} unless told otherwise
 * @param port to listen on, 0 for any free one; {@value #DEFAULT_PORT} unless told otherwise
 * @param tries how many ports from {@code port} on may be taken before it gives up; 1 for that port alone
 * @param token what opens the console to operators
 * @param viewerToken what opens it to people who only look
 * @param oidc who says who may do which; without it and any token everybody on this machine may do both
 * @param user who steers, as commands will say, unless a login says another name
 */
public record WebOptions(
        String host,
        int port,
        int tries,
        Optional<String> token,
        Optional<String> viewerToken,
        Optional<OidcOptions> oidc,
        String user) {
    /** Nobody but this machine. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Unassigned at IANA, and of no well-known tool. */
    public static final int DEFAULT_PORT = 8640;

    /** A demo beside a demo beside a demo. */
    public static final int DEFAULT_TRIES = 10;

    /** As strong as a password manager makes one; a guess per millisecond would take ages. */
    private static final int SHORTEST_TOKEN = 16;

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it would be open to other machines */
    public WebOptions {
        if (!isLoopback(host) && token.isEmpty() && viewerToken.isEmpty() && oidc.isEmpty()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    ("console.host: expected a loopback address, or console.token or console.oidc.issuer beside %s, where"
                                    + " others could steer your runs; got neither")
                            .formatted(host));
        }
        requireLength("console.token", token);
        requireLength("console.viewer.token", viewerToken);
        if (token.isPresent() && token.equals(viewerToken)) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "console.viewer.token: expected another one than console.token, got the same");
        }
    }

    private static void requireLength(String setting, Optional<String> token) {
        if (token.filter(given -> given.length() < SHORTEST_TOKEN).isPresent()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "%s: expected at least %d characters, got %d"
                            .formatted(setting, SHORTEST_TOKEN, token.get().length()));
        }
    }

    /** Whether people have to say who they are. */
    boolean wantsLogin() {
        return takesTokens() || oidc.isPresent();
    }

    /** Whether there is a token to log in with. */
    boolean takesTokens() {
        return token.isPresent() || viewerToken.isPresent();
    }

    /** Whether only this machine can reach it. */
    boolean isLocal() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
