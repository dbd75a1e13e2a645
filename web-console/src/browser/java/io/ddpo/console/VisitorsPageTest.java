package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.schemas.topics.RunNames;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who looks, at what, and what if the server is away. */
class VisitorsPageTest extends PageTest {
    @Test
    void twoRunsShareAnAxisAndTheirDifferencesAreListed() throws Exception {
        // Given
        RunNames other = BROKER.run("visitors-other");
        try (SyntheticRun second = new SyntheticRun(BROKER.bootstrap(), other, 5, 12, List.of("a cat"))) {
            second.create();
            second.iteration(0);
            second.iteration(1);
        }
        awaitAnswer("/api/runs/visitors-other", "\"version\":2");
        go("/");

        // When
        page.getByLabel("Compare visitors", new Page.GetByLabelOptions().setExact(true))
                .check();
        page.getByLabel("Compare visitors-other").check();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compare"))
                .click();

        // Then
        assertThat(page).hasURL(Pattern.compile("/compare\\?runs=visitors,visitors-other"));
        assertThat(page.locator(".u-over")).hasCount(1);
        Locator iterations = page.locator("tr", new Page.LocatorOptions().setHasText("iterations"));
        assertThat(iterations.first().locator("td")).hasText(new String[] {"8", "5"});
        page.getByLabel("Figure").selectOption("loss");
        assertThat(page).hasURL(Pattern.compile("figure=loss"));

        // When
        log.send(other.metrics(), "iteration", Records.metric("iteration", 7, 7, Map.of("loss", 0.5)));

        // Then
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("The same as a table"))
                        .locator("tbody tr")
                        .first())
                .hasText("7–0.5000");
        page.getByLabel("Figure").selectOption("Guard: contrast");
        assertThat(page.locator("figure")).containsText("visitors 0.");
    }

    @Test
    void aViewerSeesTheRunAndNoButtons() throws Exception {
        try (RunningConsole guarded = new RunningConsole(
                BROKER, Map.of("console.token", "the-operators-token", "console.viewer.token", "the-viewers-token"))) {
            // Given
            await().atMost(PATIENCE).until(() -> guarded.get("/readyz").statusCode() == 200);
            page.navigate(guarded.address()
                    .resolve("/login?next=%2Fruns%2Fvisitors%2Fcontrol")
                    .toString());

            // When
            page.getByLabel("Your name").fill("Grace");
            page.getByLabel("Token").fill("not-the-viewers-token");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                    .click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("token: expected one");
            page.getByLabel("Token").fill("the-viewers-token");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                    .click();

            // Then
            assertThat(page).hasURL(Pattern.compile("/runs/visitors/control$"));
            assertThat(page.locator("#who")).containsText("Grace, viewer");
            assertThat(page.getByText("You look at this run as a viewer")).isVisible();
            assertThat(button("Pause")).hasCount(0);
            assertThat(page.locator(".settings input")).hasCount(0);
            button("Log out").click();
            assertThat(page).hasURL(Pattern.compile("/login$"));
            forgive("401"); // the browser's word for the wrong token
        }
    }

    @Test
    void whomTheProviderKnowsIsLedToThePageThatWasWanted() throws Exception {
        String port = Integer.toString(freePort());
        try (StandInProvider provider = new StandInProvider();
                RunningConsole guarded = new RunningConsole(
                        BROKER,
                        Map.of(
                                "console.port", port,
                                "console.oidc.issuer", provider.issuer().toString(),
                                "console.oidc.url", "http://127.0.0.1:" + port,
                                "console.oidc.client.id", StandInProvider.CLIENT,
                                "console.oidc.client.secret", StandInProvider.SECRET))) {
            // Given
            await().atMost(PATIENCE).until(() -> guarded.get("/readyz").statusCode() == 200);
            page.navigate(guarded.address().resolve("/runs/visitors/control").toString());
            assertThat(page.getByLabel("Token")).isHidden();

            // When
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Log in with your account"))
                    .click();

            // Then
            assertThat(page).hasURL(Pattern.compile("127.0.0.1:" + port + "/runs/visitors/control$"));
            assertThat(page.locator("#who")).containsText("grace, viewer");
            closeBrowser();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPageFindsItsServerAgain() throws Exception {
        // Given
        RunningConsole first = new RunningConsole(BROKER, Map.of());
        URI address = first.address();
        page.navigate(address.resolve("/runs/visitors").toString());
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
        closeBrowser();
        forgive("ERR_"); // the browser's word for a server that is away
    }
}
