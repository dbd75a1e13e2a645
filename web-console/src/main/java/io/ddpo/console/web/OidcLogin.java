package io.ddpo.console.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login by OpenID Connect: the code flow with PKCE. What has to be known when somebody comes back is in a signed cookie
 * of the browser, so nothing is stored here.
 */
final class OidcLogin {
    static final String COOKIE = "ddpo-console-login";
    static final String BEGIN = "/login/oidc";

    private static final Logger log = LoggerFactory.getLogger(OidcLogin.class);

    /** A session of ours is not sent along where another site has led the browser; a page of ours leads on. */
    private static final String LEAD_ON = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Logged in · ddpo console</title>
            <meta http-equiv="refresh" content="0;url=%1$s"></head>
            <body><p><a href="%1$s">Go on</a></p></body></html>
            """;

    private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

    private final OidcOptions options;
    private final OidcProvider provider;
    private final OidcFlows flows;
    private final Access access;
    private final InstantSource clock;

    OidcLogin(OidcOptions options, OidcProvider provider, OidcFlows flows, Access access, InstantSource clock) {
        this.options = options;
        this.provider = provider;
        this.flows = flows;
        this.access = access;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(BEGIN, this::begin).open(),
                new Route("GET", OidcOptions.CALLBACK, Route.Kind.LOGIN, this::end));
    }

    private Future<Reply> begin(Call call) {
        OidcFlow flow = flows.begin(call.text("next").orElse("/"));
        return provider.address(flow)
                .map(address -> Reply.redirect(address)
                        .with("Set-Cookie", cookie(flows.write(flow)))
                        .with("Cache-Control", "no-store"))
                .recover(OidcLogin::refused);
    }

    /** Strict would keep it from us when the provider leads the browser back. */
    private String cookie(String value) {
        return "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(COOKIE, value, BEGIN, OidcFlows.LIFETIME.toSeconds(), options.isSecure() ? "; Secure" : "");
    }

    private Future<Reply> end(Call call) {
        Optional<OidcFlow> begun = call.cookie(COOKIE)
                .flatMap(flows::read)
                .filter(flow -> Signature.same(flow.state(), call.text("state").orElse("")));
        if (begun.isEmpty()) {
            return refused(
                    new OidcException(OidcProblem.EXPIRED, "expected a login that this browser began, got none"));
        }
        if (call.text("code").isEmpty()) {
            return refused(new OidcException(
                    OidcProblem.DENIED,
                    "the provider says "
                            + call.text("error").filter(CODE.asMatchPredicate()).orElse("nothing that is known")));
        }
        OidcFlow flow = begun.get();
        return provider.claims(call.text("code").get(), flow)
                .map(claims -> OidcPerson.of(claims, options, flow.nonce(), clock.instant()))
                .map(person -> {
                    log.atInfo().log("{} logged in by OpenID Connect", person.name());
                    return Reply.fresh(
                                    200,
                                    "text/html; charset=utf-8",
                                    Buffer.buffer(LEAD_ON.formatted(flow.next().replace("&", "&amp;"))))
                            .with("Set-Cookie", access.open(person.name(), person.mayOperate(), options.isSecure()));
                })
                .recover(OidcLogin::refused);
    }

    private static Future<Reply> refused(Throwable failure) {
        OidcProblem problem = failure instanceof OidcException known ? known.problem() : OidcProblem.PROVIDER;
        log.atWarn().log("Somebody could not log in by OpenID Connect: {}", failure.toString());
        return Future.succeededFuture(Reply.redirect(problem.address()));
    }
}
