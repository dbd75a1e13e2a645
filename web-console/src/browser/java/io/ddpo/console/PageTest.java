package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.schemas.topics.RunNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/**
 * A page as a person uses it, over a run of five iterations that is named after the test. Every error that the browser
 * tells of fails the test, unless it is forgiven.
 */
@Tag("browser")
abstract class PageTest {
    static final String HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>";
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Broker BROKER = Broker.shared();
    static final ScriptedLauncher LAUNCHER = new ScriptedLauncher(BROKER);

    static RunningConsole console;
    static SyntheticRun log;
    static RunNames run;

    private static Chromium chromium;

    private final List<String> faults = new ArrayList<>();
    private BrowserContext context;
    Page page;

    @BeforeAll
    static void aRunAndABrowser(TestInfo test) throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        chromium = new Chromium();
        String name = test.getTestClass().orElseThrow().getSimpleName().replace("PageTest", "");
        run = BROKER.run(name.toLowerCase(Locale.ROOT));
        log = new SyntheticRun(BROKER.bootstrap(), run, 8, 12, List.of("a cat", "a dog", HOSTILE));
        log.create();
        for (int iteration = 0; iteration < 5; iteration++) {
            log.iteration(iteration);
        }
        log.workers(2, Instant.now());
        console = new RunningConsole(BROKER, Map.of(), Optional.of(LAUNCHER));
        await().atMost(PATIENCE).until(() -> console.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void close() {
        console.close();
        log.close();
        chromium.close();
    }

    @BeforeEach
    void open() {
        context = chromium.browser().newContext();
        context.setDefaultTimeout(PATIENCE.toMillis());
        page = newPage();
    }

    /** Another tab of the same browser. */
    Page newPage() {
        Page opened = context.newPage();
        opened.onPageError(faults::add);
        opened.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(message.text());
            }
        });
        opened.onDialog(dialog -> faults.add("a script of the log ran: " + dialog.message()));
        return opened;
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        closeBrowser();
        assertThat(faults).isEmpty();
    }

    /** What it says of errors after that is not heard. */
    void closeBrowser() {
        context.close();
    }

    /** What the browser calls an error, and the test wanted. */
    void forgive(String fault) {
        faults.removeIf(said -> said.contains(fault));
    }

    void go(String path) throws Exception {
        page.navigate(console.address().resolve(path).toString());
    }

    /** @param view what comes after the address of the run */
    void goToRun(String view) throws Exception {
        go("/runs/" + run.run() + view);
    }

    /** Waits until the console knows something of a run. */
    void awaitAnswer(String path, String part) {
        await().atMost(PATIENCE).until(() -> console.get(path).body().contains(part));
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Presses a button, and says why. */
    void confirm(String button, String why) {
        button(button).click();
        Locator dialog = page.locator("dialog");
        dialog.locator("textarea").fill(why);
        dialog.locator("button[value=go]").click();
        PlaywrightAssertions.assertThat(dialog).hasCount(0);
    }
}
