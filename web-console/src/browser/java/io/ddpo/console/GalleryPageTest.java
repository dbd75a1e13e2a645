package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pictures of every version. */
class GalleryPageTest extends PageTest {
    @Test
    void allPicturesFollowOneSlider() throws Exception {
        // Given
        goToRun("/gallery");
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
        goToRun("/gallery");
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
        goToRun("/gallery?set=evaluation");
        button("Before / after").click();

        assertThat(page.locator(".tile img.before")).hasCount(12);
        assertThat(page.getByText("beside version 0")).isVisible();
        page.getByLabel("Before and after").fill("80");
        page.reload();
        assertThat(page.getByLabel("Before and after")).hasValue("80");
        assertThat(page.locator(".gallery")).hasAttribute("style", Pattern.compile("--swipe: ?80%"));
    }
}
