package io.ddpo.console.web;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the pages, read once. Their address holds a digest over all of them, so that a browser keeps them for
 * ever and a new release is seen at once.
 */
final class Assets {
    /** What the pages consist of; {@code AssetsTest} finds any that is missing here. */
    static final List<String> NAMES = List.of(
            "api.js",
            "app.js",
            "base.css",
            "charts.js",
            "compare.js",
            "control.js",
            "dom.js",
            "figures.js",
            "format.js",
            "gallery.js",
            "icon.svg",
            "launch.js",
            "live.js",
            "login.js",
            "overview.js",
            "pipeline.js",
            "reason.js",
            "rewards.js",
            "run.js",
            "runs.js",
            "sample.js",
            "session.js",
            "smoothing.js",
            "theme.js",
            "views.css",
            "vendor/uPlot.css",
            "vendor/uPlot.js",
            "vendor/uPlot.LICENSE");

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8",
            "json", Reply.JSON,
            "LICENSE", "text/plain; charset=utf-8");

    private final Map<String, Buffer> files = new LinkedHashMap<>();
    private final String digest;
    private final Buffer page;
    private final Buffer loginPage;
    private final Buffer openApi;

    Assets() {
        NAMES.forEach(name -> files.put(name, Buffer.buffer(read(name))));
        digest = digest(files);
        page = shell("index.html");
        loginPage = shell("login.html");
        openApi = Buffer.buffer(read("openapi.json"));
    }

    private Buffer shell(String name) {
        return Buffer.buffer(new String(read(name), StandardCharsets.UTF_8).replace("{{assets}}", "/assets/" + digest));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("pages/" + name)) {
            if (in == null) {
                throw new IllegalStateException("pages/" + name + ": expected a file of the console, found none");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Map<String, Buffer> files) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            files.forEach((name, file) -> {
                sha256.update(name.getBytes(StandardCharsets.UTF_8));
                sha256.update(file.getBytes());
            });
            return HexFormat.of().formatHex(sha256.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page in which all views are drawn; asked for anew each time, since it names the assets. */
    Reply page() {
        return Reply.fresh(200, TYPES.get("html"), page);
    }

    /** The login, with what there is to log in by. */
    Reply loginPage(boolean takesTokens, boolean asksProvider) {
        String page = loginPage
                .toString()
                .replace("{{token}}", Boolean.toString(takesTokens))
                .replace("{{oidc}}", Boolean.toString(asksProvider));
        return Reply.fresh(200, TYPES.get("html"), Buffer.buffer(page));
    }

    Reply openApi() {
        return Reply.fresh(200, TYPES.get("json"), openApi);
    }

    /** An asset; with the digest of another release it is not there. */
    Optional<Reply> find(String wantedDigest, String name) {
        return Optional.ofNullable(files.get(name))
                .filter(file -> digest.equals(wantedDigest))
                .map(file -> Reply.immutable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), file));
    }
}
