package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.PauseRun;
import io.ddpo.schemas.topics.RunNames;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages as a person uses them. */
@Tag("browser")
class PagesTest {
    private static final String HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Broker BROKER = Broker.shared();
    private static final ScriptedLauncher LAUNCHER = new ScriptedLauncher(BROKER);

    private static Chromium chromium;
    private static RunningConsole console;
    private static SyntheticRun log;
    private static RunNames run;

    private final List<String> faults = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void aRunAndABrowser() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        chromium = new Chromium();
        run = BROKER.run("pages");
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

    private Page newPage() {
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
        context.close();
        assertThat(faults).isEmpty();
    }

    private void go(String path) throws Exception {
        page.navigate(console.address().resolve(path).toString());
    }

    private static Locator button(Page on, String name) {
        return on.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void aHeldPageStandsStillAndCountsWhatIsNew() throws Exception {
        // Given
        go("/runs/pages?show=table");
        Locator rows = page.locator("tbody tr");
        assertThat(rows.first()).isVisible();
        int before = rows.count();

        // When
        button(page, "Following").click();
        log.metric(5, 1);

        // Then
        Locator held = button(page, "Held");
        assertThat(held).containsText("1 new");
        assertThat(rows).hasCount(before);
        held.click();
        assertThat(rows).hasCount(before + 1);
        assertThat(button(page, "Following")).isVisible();
    }

    @Test
    void allPicturesFollowOneSlider() throws Exception {
        // Given
        go("/runs/pages/gallery");
        Locator version = page.getByLabel("Policy version").first();
        assertThat(page.locator(".tile")).hasCount(12);
        assertThat(version).hasAttribute("aria-valuetext", "version 4");
        String before = page.locator(".tile img").first().getAttribute("src");

        // When
        page.keyboard().press("ArrowLeft");

        // Then
        assertThat(version).hasAttribute("aria-valuetext", "version 3");
        assertThat(page).hasURL(Pattern.compile("version=3"));
        assertThat(page.locator(".tile img").first()).not().hasAttribute("src", before);
        page.keyboard().press("Home");
        assertThat(version).hasAttribute("aria-valuetext", "version 0");
    }

    @Test
    void aVersionCanBeTypedAndIsInTheAddress() throws Exception {
        go("/runs/pages/gallery");
        Locator typed = page.locator("input.typed");
        assertThat(typed).hasValue("4");

        typed.fill("2");
        typed.press("Enter");

        assertThat(page.getByText("12 samples of version 2")).isVisible();
        page.reload();
        assertThat(page.getByText("12 samples of version 2")).isVisible();
    }

    @Test
    void beforeAndAfterLieOnTopOfEachOther() throws Exception {
        go("/runs/pages/gallery?set=evaluation");
        button(page, "Before / after").click();

        assertThat(page.locator(".tile img.before")).hasCount(12);
        assertThat(page.getByText("beside version 0")).isVisible();
    }

    @Test
    void aBarOfTheHistogramShowsItsSamples() throws Exception {
        // Given
        go("/runs/pages/rewards?version=2");
        Locator bar = page.locator(".bin:not([disabled])").first();
        String name = bar.getAttribute("aria-label");
        int count = Integer.parseInt(name.replaceAll(".*: (\\d+) samples", "$1"));

        // When
        bar.click();

        // Then
        Locator chosen = page.getByLabel("Chosen samples");
        assertThat(chosen.locator(".tile")).hasCount(count);
        page.reload();
        assertThat(page.getByLabel("Chosen samples").locator(".tile")).hasCount(count);
    }

    @Test
    void aSampleShowsHowItCameAbout() throws Exception {
        go("/runs/pages/samples/" + Records.id(true, 3, 0));

        assertThat(page.locator(".film img")).hasCount(4);
        assertThat(page.locator(".log-probabilities circle")).hasCount(8);
        assertThat(page.getByText("The same seed under every version")).isVisible();
        assertThat(page.getByText("quality")).isVisible();
    }

    @Test
    void whatALogSaysIsTextAndNothingElse() throws Exception {
        go("/runs/pages/rewards?prompt=" + java.net.URLEncoder.encode(HOSTILE, java.nio.charset.StandardCharsets.UTF_8));

        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(HOSTILE)))
                .isVisible();
        assertThat(page.locator("main script, main img[src='x']")).hasCount(0);
    }

    @Test
    void aPauseAsksWhyAndIsShownToEverybody() throws Exception {
        // Given
        RunNames steered = BROKER.run("pages-steered");
        try (SyntheticRun other = new SyntheticRun(BROKER.bootstrap(), steered, 3, 4, List.of("a cat"))) {
            other.create();
        }
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/pages-steered").body().contains("\"running\""));
        Page other = newPage();
        other.navigate(console.address().resolve("/runs/pages-steered/control").toString());
        go("/runs/pages-steered");

        // When
        button(page, "Pause").click();
        Locator dialog = page.locator("dialog");
        dialog.locator("button[value=go]").click();
        assertThat(dialog).isVisible(); // without a reason it stays
        dialog.locator("textarea").fill("the reward looks wrong");
        dialog.locator("button[value=go]").click();

        // Then
        assertThat(button(page, "Resume")).isVisible();
        assertThat(page.locator(".pending")).hasText(", pausing");
        other.bringToFront();
        assertThat(other.locator(".event-why")).hasText("the reward looks wrong");
        assertThat(other.getByText("Waits for the end of the iteration.")).isVisible();
    }

    @Test
    void settingsAndSamplersAreAskedForOnThePage() throws Exception {
        // Given
        RunNames steered = BROKER.run("pages-settings");
        try (SyntheticRun other = new SyntheticRun(BROKER.bootstrap(), steered, 3, 4, List.of("a cat"))) {
            other.create();
            other.workers(1, Instant.now());
        }
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/pages-settings").body().contains("\"running\""));
        go("/runs/pages-settings/control");
        Locator rate = page.getByLabel("New value of training.learningRate");

        // When
        rate.fill("fast");
        confirm("Change…", "it wobbles");

        // Then
        assertThat(page.locator("#toast")).containsText("training.learningRate: expected a number, found 'fast'");

        // When
        rate.fill("0.0001");
        confirm("Change…", "it wobbles");

        // Then
        assertThat(page.getByText("0.0001 from the next iteration on")).isVisible();
        assertThat(page.locator(".event-why").first()).hasText("it wobbles");

        // When
        page.getByLabel("Wanted").fill("3");
        confirm("Set samplers", "the night is long");

        // Then
        assertThat(page.locator(".event[data-command=samplers]")).containsText("the night is long");
        assertThat(page.getByText("The fleet controller has been asked.")).isVisible();
        faults.removeIf(fault -> fault.contains("400")); // the browser's word for what the server refused
    }

    @Test
    void aReplayIsPreviewedBeforeItBegins() throws Exception {
        // Given
        go("/runs/pages/replay");
        page.getByLabel("Name of the new run").fill("pages-again");
        page.getByLabel("Algorithm").selectOption("rwr");
        page.getByLabel("To iteration").fill("9");

        // When
        button(page, "Preview").click();

        // Then
        Locator preview = page.locator(".preview");
        assertThat(preview).containsText("expected a last iteration from 0 to 4, got 9");

        // When
        page.getByLabel("To iteration").fill("4");
        assertThat(preview).containsText("Nothing is written before"); // what it said is not what is asked for now
        button(page, "Preview").click();

        // Then
        assertThat(preview).containsText("60, about 1.9 MB");
        preview.locator("summary").click();
        assertThat(preview.locator(".command")).containsText("--as pages-again");
        assertThat(preview.locator(".command")).containsText("--algorithm rwr");

        // When
        confirm("Start replay…", "would it have learnt faster?");

        // Then
        Locator launch = page.locator(".launches li", new Page.LocatorOptions().setHasText("pages-again"));
        assertThat(launch).containsText("Training");
        assertThat(launch).containsText("0 of 5 iterations");
        launch.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("pages-again")).click();
        assertThat(page).hasURL(Pattern.compile("/runs/pages-again$"));
        assertThat(page.locator(".run-head")).containsText("replay of pages");
        faults.removeIf(fault -> fault.contains("400")); // the browser's word for what the server refused
    }

    @Test
    void aForkWantsItsVersionFromTheList() throws Exception {
        go("/runs/pages/replay?kind=fork");
        page.getByLabel("Name of the new run").fill("pages-fork");
        page.getByLabel("Begins with version").selectOption("3");

        button(page, "Preview").click();
        confirm("Start fork…", "from the best one on");

        assertThat(page.locator(".launches")).containsText("pages-fork");
        assertThat(LAUNCHER.asked()).anySatisfy(asked -> {
            assertThat(asked.kind()).isEqualTo(LaunchRequest.Kind.FORK);
            assertThat(asked.version()).contains(3);
        });
    }

    @Test
    void aDeadLetterGetsASecondChance() throws Exception {
        // Given
        log.send(
                run.deadLetters(),
                null,
                DeadLetter.newBuilder(Records.deadLetter("expected an outcome, found a letter"))
                        .setTopic(run.samples())
                        .setPartition(0)
                        .setOffset(0)
                        .build());
        go("/runs/pages/pipeline");

        // When
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Re-drive"))
                .first()
                .click();
        Locator dialog = page.locator("dialog");
        dialog.locator("textarea").fill("the schema is there now");
        dialog.locator("button[value=go]").click();

        // Then
        assertThat(page.locator("#toast")).containsText("has it once more, at offset");
        assertThat(page.getByText(Pattern.compile("Re-driven .* by ada: the schema is there now")))
                .isVisible();
    }

    private void confirm(String button, String why) {
        button(page, button).click();
        Locator dialog = page.locator("dialog");
        dialog.locator("textarea").fill(why);
        dialog.locator("button[value=go]").click();
        assertThat(dialog).hasCount(0);
    }

    @Test
    void aCommandIsAFlagOnTheCurves() throws Exception {
        // Given
        log.send(run.control(), null, Records.command(new PauseRun(), HOSTILE));

        // When
        go("/runs/pages");

        // Then
        Locator flag = page.locator(".flag").first();
        assertThat(flag).containsText("Pause");
        assertThat(flag).hasAttribute("aria-label", Pattern.compile("^Pause by ada, .*: <script>alert"));
        flag.click();
        assertThat(page).hasURL(Pattern.compile("/runs/pages/control$"));
    }

    @Test
    void evaluationsHaveCurvesOfTheirOwn() throws Exception {
        go("/runs/pages");

        assertThat(figure("Evaluation")).containsText("prompts that are not");
        assertThat(figure("Evaluation").locator(".readout"))
                .containsText(Pattern.compile("trained −?[0-9.]+ · held-out −?[0-9.]+"));
        assertThat(figure("Guard: contrast").locator(".readout")).containsText(Pattern.compile("^0\\.2"));
        assertThat(figure("Diversity")).isVisible();
    }

    private Locator figure(String title) {
        return page.locator("figure[aria-label='" + title + "']");
    }

    @Test
    void twoRunsShareAnAxisAndTheirDifferencesAreListed() throws Exception {
        // Given
        RunNames other = BROKER.run("pages-other");
        try (SyntheticRun second = new SyntheticRun(BROKER.bootstrap(), other, 5, 12, List.of("a cat"))) {
            second.create();
            second.iteration(0);
            second.iteration(1);
        }
        await().atMost(PATIENCE)
                .until(() -> console.get("/api/runs/pages-other").body().contains("\"version\":2"));
        go("/");

        // When
        page.getByLabel("Compare pages", new Page.GetByLabelOptions().setExact(true)).check();
        page.getByLabel("Compare pages-other").check();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compare")).click();

        // Then
        assertThat(page).hasURL(Pattern.compile("/compare\\?runs=pages,pages-other"));
        assertThat(page.locator(".u-over")).hasCount(1);
        Locator iterations = page.locator("tr", new Page.LocatorOptions().setHasText("iterations"));
        assertThat(iterations.first().locator("td")).hasText(new String[] {"8", "5"});
        page.getByLabel("Figure").selectOption("loss");
        assertThat(page).hasURL(Pattern.compile("figure=loss"));
    }

    @Test
    void aViewerSeesTheRunAndNoButtons() throws Exception {
        try (RunningConsole guarded = new RunningConsole(
                BROKER, Map.of("console.token", "the-operators-token", "console.viewer.token", "the-viewers-token"))) {
            // Given
            await().atMost(PATIENCE).until(() -> guarded.get("/readyz").statusCode() == 200);
            page.navigate(guarded.address().resolve("/login?next=%2Fruns%2Fpages%2Fcontrol").toString());

            // When
            page.getByLabel("Your name").fill("Grace");
            page.getByLabel("Token").fill("not-the-viewers-token");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("token: expected one");
            page.getByLabel("Token").fill("the-viewers-token");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();

            // Then
            assertThat(page).hasURL(Pattern.compile("/runs/pages/control$"));
            assertThat(page.locator("#who")).containsText("Grace, viewer");
            assertThat(page.getByText("You look at this run as a viewer")).isVisible();
            assertThat(button(page, "Pause")).hasCount(0);
            assertThat(page.locator(".settings input")).hasCount(0);
            button(page, "Log out").click();
            assertThat(page).hasURL(Pattern.compile("/login$"));
            faults.removeIf(fault -> fault.contains("401")); // the browser's word for the wrong token
        }
    }

    @Test
    void aPageFindsItsServerAgain() throws Exception {
        // Given
        RunningConsole first = new RunningConsole(BROKER, Map.of());
        URI address = first.address();
        page.navigate(address.resolve("/runs/pages").toString());
        assertThat(page.locator("#connection")).hasText("Live");

        // When
        first.close();
        assertThat(page.locator("#connection")).hasText("Reconnecting…");

        // Then
        try (RunningConsole second =
                new RunningConsole(BROKER, Map.of("console.port", Integer.toString(address.getPort())))) {
            second.address();
            assertThat(page.locator("#connection")).hasText("Live");
        }
        context.close();
        faults.removeIf(fault -> fault.contains("ERR_")); // the browser's word for a server that is away
    }
}
