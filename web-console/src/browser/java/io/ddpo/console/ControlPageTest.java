package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.topics.RunNames;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands to a run. */
class ControlPageTest extends PageTest {
    @Test
    void aPauseAsksWhyAndIsShownToEverybody() throws Exception {
        // Given
        RunNames steered = BROKER.run("control-steered");
        try (SyntheticRun other = new SyntheticRun(BROKER.bootstrap(), steered, 3, 4, List.of("a cat"))) {
            other.create();
        }
        awaitAnswer("/api/runs/control-steered", "\"running\"");
        Page other = newPage();
        other.navigate(
                console.address().resolve("/runs/control-steered/control").toString());
        go("/runs/control-steered");

        // When
        button("Pause").click();
        Locator dialog = page.locator("dialog");
        dialog.locator("button[value=go]").click();
        assertThat(dialog).isVisible(); // without a reason it stays
        dialog.locator("textarea").fill("the reward looks wrong");
        dialog.locator("button[value=go]").click();

        // Then
        assertThat(button("Resume")).isVisible();
        assertThat(page.locator(".pending")).hasText(", pausing");
        other.bringToFront();
        assertThat(other.locator(".event-why")).hasText("the reward looks wrong");
        assertThat(other.getByText("Waits for the end of the iteration.")).isVisible();

        // When
        log.send(
                steered.weightsVersions(), "1", Records.manifest("control-steered", 1, RunState.PAUSED, 2));
        page.bringToFront();
        assertThat(page.locator(".name-line .chip")).hasText("Paused");
        confirm("Resume", "it was the lamp");

        // Then
        assertThat(page.locator(".pending")).hasText(", resuming");
        assertThat(button("Pause")).isVisible();
        assertThat(other.locator(".event-why").first()).hasText("it was the lamp");
    }

    @Test
    void settingsAndSamplersAreAskedForOnThePage() throws Exception {
        // Given
        RunNames steered = BROKER.run("control-settings");
        try (SyntheticRun other = new SyntheticRun(BROKER.bootstrap(), steered, 3, 4, List.of("a cat"))) {
            other.create();
            other.workers(1, Instant.now());
        }
        awaitAnswer("/api/runs/control-settings", "\"running\"");
        go("/runs/control-settings/control");
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
        forgive("400"); // the browser's word for what the server refused
    }
}
