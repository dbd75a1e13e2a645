package io.ddpo.console.web;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** The pages: one document for every view, whose address says what it shows, and what it is made of. */
final class Pages {
    /** The addresses of views; all of them draw themselves in the same document. */
    static final List<String> VIEWS = List.of(
            "/",
            "/compare",
            "/runs/{run}",
            "/runs/{run}/gallery",
            "/runs/{run}/rewards",
            "/runs/{run}/pipeline",
            "/runs/{run}/control",
            "/runs/{run}/replay",
            "/runs/{run}/samples/{id}");

    private final Assets assets;
    private final Access access;

    Pages(Assets assets, Access access) {
        this.assets = assets;
        this.access = access;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        VIEWS.forEach(view -> routes.add(Route.get(view, call -> Future.succeededFuture(assets.page()))));
        routes.add(Route.get("/openapi.json", call -> Future.succeededFuture(assets.openApi())));
        routes.add(Route.get("/login", call -> Future.succeededFuture(access.loginPage(assets)))
                .open());
        routes.add(Route.post(
                "/api/login",
                Route.Kind.LOGIN,
                call -> Future.succeededFuture(access.login(call.body(), call.isSecure()))));
        routes.add(Route.post(
                "/api/logout", Route.Kind.SESSION, call -> Future.succeededFuture(access.logout(call.isSecure()))));
        routes.add(Route.get("/api/session", call -> Future.succeededFuture(access.session(call.principal()))));
        routes.add(Route.get("/assets/{digest}/{name}", call -> asset(call, call.path("name")))
                .open());
        routes.add(Route.get(
                        "/assets/{digest}/{folder}/{name}",
                        call -> asset(call, call.path("folder") + "/" + call.path("name")))
                .open());
        return routes;
    }

    private Future<Reply> asset(Call call, String name) {
        return Future.succeededFuture(assets.find(call.path("digest"), name)
                .orElseThrow(() ->
                        RefusedException.notFound(name + ": expected a file of this release; load the page anew")));
    }
}
