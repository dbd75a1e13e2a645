package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.schemas.avro.DeadLetter;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who works on a run, and records that get a second chance. */
class PipelinePageTest extends PageTest {
    @Test
    void whoFallsSilentIsSeenWithoutAnyNews() throws Exception {
        // Given
        log.workers(2, Instant.now());
        goToRun("/pipeline");
        Locator sampler = page.locator("tr", new Page.LocatorOptions().setHasText("sampler-1"));

        // Then
        assertThat(sampler).containsText("working");
        assertThat(sampler).containsText("silent");
    }

    @Test
    void aTableStaysWhereItWasScrolledTo() throws Exception {
        // Given
        page.setViewportSize(390, 844);
        goToRun("/pipeline");
        Locator table = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Workers"));
        assertThat(table.locator("tbody tr").first()).isVisible();
        table.evaluate("box => box.scrollLeft = 120");

        // When
        log.workers(3, Instant.now());

        // Then
        assertThat(table.locator("tbody")).containsText("sampler-3");
        org.assertj.core.api.Assertions.assertThat(table.evaluate("box => box.scrollLeft"))
                .isEqualTo(120);
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
        goToRun("/pipeline");

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
}
