package io.ddpo.console.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The provider, which is asked for its addresses and keys when somebody first logs in: a console starts without it. On
 * the event loop only.
 */
final class OidcProvider {
    /** Somebody waits before a blank page. */
    private static final int PATIENCE_SECONDS = 10;

    private static final List<String> SCOPES = List.of("openid", "profile", "email");

    private final Vertx vertx;
    private final OidcOptions options;
    private Future<OAuth2Auth> found;

    OidcProvider(Vertx vertx, OidcOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Where somebody says who they are. */
    Future<String> address(OidcFlow flow) {
        return found().map(provider -> provider.authorizeURL(new OAuth2AuthorizationURL()
                .setRedirectUri(options.callback())
                .setScopes(SCOPES)
                .setState(flow.state())
                .setCodeChallenge(flow.challenge())
                .setCodeChallengeMethod("S256")
                .putAdditionalParameter("nonce", flow.nonce())));
    }

    /** The claims of the ID token that a code is exchanged for, signed by a key of the provider. */
    Future<JsonObject> claims(String code, OidcFlow flow) {
        Oauth2Credentials credentials = new Oauth2Credentials()
                .setFlow(OAuth2FlowType.AUTH_CODE)
                .setCode(code)
                .setRedirectUri(options.callback())
                .setCodeVerifier(flow.verifier());
        return found().compose(provider -> provider.authenticate(credentials).compose(user -> claims(provider, user)))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A token under a key that the provider has had only lately is as good as none; the next login knows the key. */
    private static Future<JsonObject> claims(OAuth2Auth provider, User user) {
        JsonObject claims = user.attributes().getJsonObject("idToken");
        if (claims != null) {
            return Future.succeededFuture(claims);
        }
        return provider.jWKSet()
                .compose(renewed -> Future.failedFuture(new OidcException(
                        OidcProblem.PROVIDER,
                        "ID token: expected one for this client under a key of the provider, got none")));
    }

    private Future<OAuth2Auth> found() {
        if (found == null || found.failed()) {
            OAuth2Options wanted = new OAuth2Options().setSite(options.site()).setClientId(options.clientId());
            options.clientSecret().ifPresent(wanted::setClientSecret);
            found = OpenIDConnectAuth.discover(vertx, wanted).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return found;
    }
}
