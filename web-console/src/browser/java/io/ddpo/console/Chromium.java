package io.ddpo.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine: {@code DDPO_CHROMIUM}, or a Chromium or Chrome on the path. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        Path executable = find();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        // root, as in a container, cannot have the sandbox
                        .setArgs(List.of("--no-sandbox")));
    }

    /** @throws IllegalStateException if there is none: a test without a browser proves nothing */
    private static Path find() {
        Optional<Path> named = Optional.ofNullable(System.getenv("DDPO_CHROMIUM")).map(Path::of);
        return named.or(Chromium::onThePath)
                .filter(Files::isExecutable)
                .orElseThrow(() -> new IllegalStateException(
                        "expected a Chromium on the path or under DDPO_CHROMIUM, found %s; on Debian: apt install chromium"
                                .formatted(named.map(Path::toString).orElse("none"))));
    }

    private static Optional<Path> onThePath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
