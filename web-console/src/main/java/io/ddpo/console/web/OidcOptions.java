package io.ddpo.console.web;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.net.URI;
import java.util.Optional;

/**
 * Who says who people are, if not a token: a provider of OpenID Connect.
 *
 * @param issuer address of the provider, under which it describes itself
 * @param clientId of the console, as the provider knows it
 * @param clientSecret that goes with it; empty for a public client
 * @param console address under which people reach the console
 * @param roles claim of the ID token that names somebody's roles; dots lead into it
 * @param operators role of those who steer
 * @param viewers role of those who look
 */
public record OidcOptions(
        URI issuer,
        String clientId,
        Optional<String> clientSecret,
        URI console,
        String roles,
        String operators,
        String viewers) {
    public static final String DEFAULT_ROLES = "roles";
    public static final String DEFAULT_OPERATORS = "operator";
    public static final String DEFAULT_VIEWERS = "viewer";

    /** Where a provider sends people back to. */
    static final String CALLBACK = "/login/oidc/callback";

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if somebody between could read along */
    public OidcOptions {
        requirePrivate("console.oidc.issuer", issuer);
        requirePrivate("console.oidc.url", console);
    }

    private static void requirePrivate(String setting, URI address) {
        boolean isWeb = address.getHost() != null;
        boolean isPrivate = "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && isWeb && WebOptions.isLoopback(address.getHost());
        if (!isWeb || !isPrivate) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "%s: expected an https address, or http on this machine, got %s".formatted(setting, address));
        }
    }

    /** As the provider knows it, where people come back to. */
    String callback() {
        return withoutSlash(console) + CALLBACK;
    }

    /** The address of the provider without a slash at its end. */
    String site() {
        return withoutSlash(issuer);
    }

    private static String withoutSlash(URI address) {
        return address.toString().replaceFirst("/+$", "");
    }

    /** Whether people reach the console by TLS. */
    boolean isSecure() {
        return "https".equals(console.getScheme());
    }
}
