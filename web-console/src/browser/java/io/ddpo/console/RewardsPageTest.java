package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rewards, and the samples behind them. */
class RewardsPageTest extends PageTest {
    @Test
    void aBarOfTheHistogramShowsItsSamples() throws Exception {
        // Given
        goToRun("/rewards?version=2");
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
        goToRun("/samples/" + Records.id(true, 3, 0));

        assertThat(page.locator(".film img")).hasCount(4);
        assertThat(page.locator(".log-probabilities circle")).hasCount(8);
        assertThat(page.getByText("The same seed under every version")).isVisible();
        assertThat(page.getByText("quality")).isVisible();
    }

    @Test
    void whatALogSaysIsTextAndNothingElse() throws Exception {
        goToRun("/rewards?prompt=" + URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8));

        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(HOSTILE)))
                .isVisible();
        assertThat(page.locator("main script, main img[src='x']")).hasCount(0);
    }
}
