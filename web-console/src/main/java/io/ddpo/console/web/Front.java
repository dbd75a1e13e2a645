package io.ddpo.console.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request passes here: who asks, for what, how much; and every answer, with what a browser must not do with it. */
final class Front implements Handler<HttpServerRequest> {
    /** A command with its reason; nothing larger is ever sent. */
    private static final int LARGEST_BODY = 16 << 10;

    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final Access access;
    private final Limits limits;
    private final List<Route> routes;
    private final EventStreams events;

    Front(Access access, Limits limits, List<Route> routes, EventStreams events) {
        this.access = access;
        this.limits = limits;
        this.routes = List.copyOf(routes);
        this.events = events;
    }

    @Override
    public void handle(HttpServerRequest request) {
        SECURITY.forEach(request.response()::putHeader);
        try {
            access.requireOwnName(request.getHeader("Host"));
            dispatch(request);
        } catch (RuntimeException e) {
            send(request, failed(request, e));
        }
    }

    private void dispatch(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        List<String> path = Arrays.asList(request.path().substring(1).split("/", -1));
        if (isEvents(path)) {
            limits.take(Route.Kind.READ, address);
            if (principal(request).isEmpty()) {
                throw unknown();
            }
            requireGet(request);
            events.open(request.response(), path.size() == 2 ? Optional.empty() : Optional.of(path.get(2)));
            return;
        }
        Route route = route(request, path);
        limits.take(route.kind(), address);
        Optional<Principal> principal = principal(request);
        if (!route.isOpen() && principal.isEmpty()) {
            send(request, stranger(request));
            return;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            access.requireOwnOrigin(request.headers(), route.isOpen() ? Optional.empty() : principal);
        }
        if (route.kind() == Route.Kind.COMMAND) {
            Access.requireOperator(principal.orElseThrow());
        }
        Map<String, String> variables = route.match(decoded(path)).orElseThrow();
        var unused = body(request)
                .compose(body -> route.handler()
                        .handle(new Call(
                                variables,
                                query(request),
                                cookies(request),
                                body,
                                principal.orElse(Call.STRANGER),
                                isSecure(request))))
                .onComplete(done -> send(request, done.succeeded() ? done.result() : failed(request, done.cause())));
    }

    private static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> query = new HashMap<>();
        request.params().forEach(parameter -> query.putIfAbsent(parameter.getKey(), parameter.getValue()));
        return query;
    }

    private static Map<String, String> cookies(HttpServerRequest request) {
        Map<String, String> cookies = new HashMap<>();
        request.cookies().forEach(cookie -> cookies.putIfAbsent(cookie.getName(), cookie.getValue()));
        return cookies;
    }

    /** As the proxy in front of us says, which does the TLS. */
    private static boolean isSecure(HttpServerRequest request) {
        return "https".equals(request.getHeader("X-Forwarded-Proto"));
    }

    /** {@code /api/events} for all runs, {@code /api/runs/{run}/events} for one. */
    private static boolean isEvents(List<String> path) {
        return path.equals(List.of("api", "events"))
                || path.size() == 4
                        && path.subList(0, 2).equals(List.of("api", "runs"))
                        && path.get(3).equals("events");
    }

    private static List<String> decoded(List<String> path) {
        try {
            return path.stream()
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest("address: expected % before two hex digits only");
        }
    }

    private Route route(HttpServerRequest request, List<String> path) {
        List<Route> there =
                routes.stream().filter(route -> route.match(path).isPresent()).toList();
        if (there.isEmpty()) {
            throw RefusedException.notFound("%s: expected an address of the console".formatted(request.path()));
        }
        return there.stream()
                .filter(route -> route.method().equals(request.method().name()))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        405, "%s: expected another method than %s".formatted(request.path(), request.method())));
    }

    private static void requireGet(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            throw new RefusedException(405, "%s: expected GET".formatted(request.path()));
        }
    }

    private Optional<Principal> principal(HttpServerRequest request) {
        Cookie cookie = request.getCookie(Access.COOKIE);
        return access.find(request.headers(), Optional.ofNullable(cookie).map(Cookie::getValue));
    }

    private static RefusedException unknown() {
        return new RefusedException(401, "expected a token of the console, as a bearer token or by its login page");
    }

    /** People are shown where to log in; programs are told. */
    private Reply stranger(HttpServerRequest request) {
        if (request.path().startsWith("/api/")) {
            return failed(request, unknown());
        }
        return Reply.redirect(
                request.uri().equals("/")
                        ? "/login"
                        : "/login?next=" + URLEncoder.encode(request.uri(), StandardCharsets.UTF_8));
    }

    /** Fails with 413 as soon as more comes than any request needs. */
    private static Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > LARGEST_BODY) {
                request.handler(rest -> {});
                whole.tryFail(new RefusedException(413, "body: expected at most %d bytes".formatted(LARGEST_BODY)));
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> whole.tryComplete(body));
        request.exceptionHandler(whole::tryFail);
        return whole.future();
    }

    /** A refusal says what is wrong; a fault says where the log tells more, and nothing else. */
    private static Reply failed(HttpServerRequest request, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            Reply reply = Reply.json(refused.status(), Map.of("error", refused.getMessage()));
            return refused.retryAfterSeconds() == 0
                    ? reply
                    : reply.with("Retry-After", Long.toString(refused.retryAfterSeconds()));
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        log.atError().addKeyValue("fault", id).setCause(failure).log("{} {} failed", request.method(), request.path());
        return Reply.json(500, Map.of("error", "something failed here; the console's log tells what, under " + id));
    }

    private static void send(HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader("Content-Type", reply.type());
        reply.headers().forEach(response::putHeader);
        var unused = response.end(reply.body());
    }
}
