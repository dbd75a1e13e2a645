package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.console.launch.LaunchRequest;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.topics.RunNames;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** New runs out of old ones. */
class ReplayPageTest extends PageTest {
    @Test
    void aReplayIsPreviewedBeforeItBegins() throws Exception {
        // Given
        goToRun("/replay");
        page.getByLabel("Name of the new run").fill("replay-again");
        page.getByLabel("Algorithm").selectOption("rwr");
        page.getByLabel("To iteration").fill("9");

        // When
        button("Preview").click();

        // Then
        Locator preview = page.locator(".preview");
        assertThat(preview).containsText("expected a last iteration from 0 to 4, got 9");

        // When
        page.getByLabel("To iteration").fill("4");
        assertThat(preview).containsText("Nothing is written before"); // what it said is not what is asked for now
        button("Preview").click();

        // Then
        assertThat(preview).containsText("60, about 1.9 MB");
        preview.locator("summary").click();
        assertThat(preview.locator(".command")).containsText("--as replay-again");
        assertThat(preview.locator(".command")).containsText("--algorithm rwr");

        // When
        confirm("Start replay…", "would it have learnt faster?");

        // Then
        Locator launch = page.locator(".launches li", new Page.LocatorOptions().setHasText("replay-again"));
        assertThat(launch).containsText("Training");
        assertThat(launch).containsText("0 of 5 iterations");
        launch.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("replay-again"))
                .click();
        assertThat(page).hasURL(Pattern.compile("/runs/replay-again$"));
        assertThat(page.locator(".run-head")).containsText("replay of " + run.run());
        forgive("400"); // the browser's word for what the server refused
    }

    @Test
    void aRunThatComesFromThisOneIsFollowedInItsTimeline() throws Exception {
        // Given
        goToRun("/control");
        assertThat(page.locator(".event").first()).isVisible();
        Locator event = page.locator(".event", new Page.LocatorOptions().setHasText("replay-followed"));

        // When
        LAUNCHER.launch(request("replay-followed"), "ada", "what becomes of it?");

        // Then
        assertThat(event).containsText("what becomes of it?");
        assertThat(event).containsText("Running 0 of 5 iterations");

        // When
        event.getByRole(AriaRole.LINK).focus();
        log.send(
                new RunNames("replay-followed").weightsVersions(),
                "2",
                Records.manifest("replay-followed", 2, RunState.PAUSED, 1));

        // Then
        assertThat(event).containsText("Paused 2 of 5 iterations");
        assertThat(event.getByRole(AriaRole.LINK)).isFocused();
    }

    private static LaunchRequest request(String name) {
        return new LaunchRequest(
                LaunchRequest.Kind.REPLAY,
                run.run(),
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    @Test
    void aForkWantsItsVersionFromTheList() throws Exception {
        goToRun("/replay?kind=fork");
        page.getByLabel("Name of the new run").fill("replay-fork");
        page.getByLabel("Begins with version").selectOption("3");

        button("Preview").click();
        confirm("Start fork…", "from the best one on");

        assertThat(page.locator(".launches")).containsText("replay-fork");
        assertThat(LAUNCHER.asked()).anySatisfy(asked -> {
            assertThat(asked.kind()).isEqualTo(LaunchRequest.Kind.FORK);
            assertThat(asked.version()).contains(3);
        });
    }

    @Test
    void aRewardIsToldItsParameters() throws Exception {
        // Given
        goToRun("/replay");
        page.getByLabel("Reward", new Page.GetByLabelOptions().setExact(true)).fill("http");
        Locator parameters = page.getByLabel("Parameters of the reward");
        Locator preview = page.locator(".preview");

        // When
        parameters.fill("http://localhost:8000/");
        button("Preview").click();

        // Then
        assertThat(preview).containsText("expected name=value on each line, got 'http://localhost:8000/'");

        // When
        parameters.fill("url=http://localhost:8000/\ntimeout = 5s");
        button("Preview").click();

        // Then
        preview.locator("summary").click();
        assertThat(preview.locator(".command")).containsText("--reward-parameter url=http://localhost:8000/");
        confirm("Start replay…", "another taste");
        assertThat(page.locator(".launches")).containsText("-replay-1");
        assertThat(LAUNCHER.asked())
                .anySatisfy(asked -> assertThat(asked.rewardParameters())
                        .containsOnly(Map.entry("url", "http://localhost:8000/"), Map.entry("timeout", "5s")));
    }
}
