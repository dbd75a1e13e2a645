package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.avro.ResumeRun;
import io.ddpo.schemas.topics.RunNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every view in both themes, on a desk and on a phone: readable for everybody, nothing cut off; and its picture. */
@Tag("browser")
class LooksTest {
    /** Whole pages, and those on a phone. */
    private static final Path SHOTS = Path.of("target/screenshots");

    /** What a desk shows at once; {@code -Dconsole.screenshots=../docs/images} renews those of the documentation. */
    private static final Path FIRST_SIGHT = Path.of(System.getProperty("console.screenshots", "target/screenshots"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> SERIOUS = Set.of("serious", "critical");
    private static final List<String> PROMPTS = List.of(
            "a cat", "a dog", "a horse", "a monkey", "a rabbit", "a zebra", "a spider", "a bird", "a sheep", "a deer");
    private static final LaunchRequest REPLAY = new LaunchRequest(
            LaunchRequest.Kind.REPLAY,
            "animals",
            "animals-again",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of());
    private static final Broker BROKER = Broker.shared();

    private static Chromium chromium;
    private static RunningConsole console;
    private static SyntheticRun log;

    @BeforeAll
    static void aRun() throws Exception {
        chromium = new Chromium();
        RunNames run = BROKER.run("animals");
        log = new SyntheticRun(BROKER.bootstrap(), run, 20, 40, PROMPTS);
        log.create();
        for (int iteration = 0; iteration < 12; iteration++) {
            log.iteration(iteration);
        }
        log.send(run.control(), null, Records.command(new PauseRun(), "Is the reward still rising?", 35));
        log.send(run.control(), null, Records.command(new ResumeRun(), "It is.", 65));
        log.send(
                run.deadLetters(), null, Records.deadLetter("expected an outcome, found a record that ends too early"));
        try (SyntheticRun other =
                new SyntheticRun(BROKER.bootstrap(), BROKER.run("gentler-animals"), 30, 40, PROMPTS)) {
            other.create();
            for (int iteration = 0; iteration < 8; iteration++) {
                other.iteration(iteration);
            }
        }
        ScriptedLauncher launcher = new ScriptedLauncher(BROKER);
        launcher.launch(REPLAY, "ada", "Does it learn the same once more?");
        console = new RunningConsole(BROKER, Map.of(), Optional.of(launcher));
        await().atMost(PATIENCE).until(() -> console.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void close() {
        console.close();
        log.close();
        chromium.close();
    }

    /** Those that are not heard of for ten seconds are silent. */
    private static void workersAreAlive() {
        log.workers(3, Instant.now());
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/animals").body().contains("\"workers\":5"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "runs, /, .run-card",
        "curves, /runs/animals, .u-over",
        "table, /runs/animals?show=table, tbody tr",
        "gallery, /runs/animals/gallery, .tile img",
        "rewards, /runs/animals/rewards?prompt=a+cat, tbody tr",
        "pipeline, /runs/animals/pipeline, tbody tr",
        "control, /runs/animals/control, .event",
        "replay, /runs/animals/replay, .launch",
        "sample, /runs/animals/samples/e000008-00000-0003, .film img",
        "compare, '/compare?runs=animals,gentler-animals', .u-over",
    })
    void isGoodToLookAt(String name, String path, String ready) throws Exception {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 390)) {
                look(console, name, path, ready, theme, width);
            }
        }
    }

    @Test
    void theLoginIsGoodToLookAt() throws Exception {
        try (RunningConsole guarded = new RunningConsole(
                BROKER,
                Map.of(
                        "console.token", "the-operators-token",
                        "console.oidc.issuer", "https://id.example.org",
                        "console.oidc.url", "https://console.example.org",
                        "console.oidc.client.id", "console"))) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(1280, 390)) {
                    look(guarded, "login", "/login", "h1", theme, width);
                }
            }
        }
    }

    private static void shoot(Page page, String name, boolean onADesk) {
        if (onADesk) {
            page.screenshot(new Page.ScreenshotOptions().setPath(FIRST_SIGHT.resolve(name + ".png")));
        }
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + (onADesk ? "-whole.png" : "-narrow.png")))
                .setFullPage(true));
    }

    private static void look(
            RunningConsole console, String name, String path, String ready, ColorScheme theme, int width)
            throws Exception {
        workersAreAlive();
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setViewportSize(width, width > 1000 ? 900 : 844)
                .setColorScheme(theme)
                .setReducedMotion(ReducedMotion.REDUCE);
        try (BrowserContext context = chromium.browser().newContext(options)) {
            context.setDefaultTimeout(PATIENCE.toMillis());
            Page page = context.newPage();
            page.navigate(console.address().resolve(path).toString());
            page.locator(ready).first().waitFor();
            if (name.equals("replay")) {
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Preview"))
                        .click();
                page.locator(".preview dl").waitFor();
                page.evaluate("scrollTo(0, 0)");
            }
            page.evaluate("[...document.images].forEach(image => image.loading = 'eager')");
            page.waitForFunction("() => [...document.images].every(image => image.complete)");
            shoot(page, "console-%s-%s".formatted(name, theme.name().toLowerCase(Locale.ROOT)), width > 1000);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as("width of %s", name)
                    .isLessThanOrEqualTo(width);
            List<Rule> faults = new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(rule -> SERIOUS.contains(rule.getImpact()))
                            .toList();
            assertThat(faults)
                    .as("faults of %s in %s", name, theme)
                    .extracting(
                            rule -> rule.getId() + ": " + rule.getNodes().get(0).getHtml())
                    .isEmpty();
        }
    }
}
