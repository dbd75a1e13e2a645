package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private static final Set<String> NOT_ASSETS = Set.of("index.html", "login.html", "openapi.json");

    private final Assets assets = new Assets();

    @Test
    void everyFileOfThePagesIsServed() throws Exception {
        Set<String> files = new TreeSet<>(files());
        files.removeAll(NOT_ASSETS);

        assertThat(files).isEqualTo(new TreeSet<>(Assets.NAMES));
    }

    @Test
    void anAssetIsKeptForEverUnderTheDigestOfItsRelease() {
        String page = assets.page().body().toString();
        Matcher digest = Pattern.compile("/assets/([0-9a-f]{16})/app\\.js").matcher(page);

        assertThat(digest.find()).isTrue();
        assertThat(assets.find(digest.group(1), "app.js")
                        .orElseThrow()
                        .headers()
                        .get("Cache-Control"))
                .contains("immutable");
        assertThat(assets.find("0000000000000000", "app.js")).isEmpty();
        assertThat(assets.page().headers().get("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void nothingBesidesThemCanBeHad() {
        String digest = assets.page().body().toString().replaceFirst("(?s).*/assets/([0-9a-f]{16})/.*", "$1");

        assertThat(Stream.of("../openapi.json", "index.html", "", "vendor"))
                .allSatisfy(name -> assertThat(assets.find(digest, name)).isEmpty());
    }

    @Test
    void thePagesNeedNoInlineScriptOrStyle() {
        for (Reply page : List.of(assets.page(), assets.loginPage(true, true))) {
            assertThat(page.body().toString())
                    .doesNotContainPattern("<script(?![^>]*src=)")
                    .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
        }
    }

    @Test
    void whatALogSaysNeverBecomesMarkup() throws Exception {
        for (String name : files()) {
            if (name.endsWith(".js") && !name.startsWith("vendor/")) {
                assertThat(Files.readString(folder().resolve(name)))
                        .as(name)
                        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
            }
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Assets.class.getResource("pages/index.html").toURI()).getParent();
    }

    private static List<String> files() throws IOException, URISyntaxException {
        Path folder = folder();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toList());
        }
    }
}
