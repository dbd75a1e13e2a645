package io.ddpo.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ddpo.schemas.avro.PauseRun;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The curves of a run. */
class CurvesPageTest extends PageTest {
    @Test
    void aHeldPageStandsStillAndCountsWhatIsNew() throws Exception {
        // Given
        goToRun("?show=table");
        Locator rows = page.locator("tbody tr");
        assertThat(rows.first()).isVisible();
        int before = rows.count();

        // When
        button("Following").click();
        log.metric(5, 1);

        // Then
        Locator held = button("Held");
        assertThat(held).containsText("1 new");
        assertThat(rows).hasCount(before);
        held.click();
        assertThat(rows).hasCount(before + 1);
        assertThat(button("Following")).isVisible();
    }

    @Test
    void aCommandIsAFlagOnTheCurves() throws Exception {
        // Given
        log.send(run.control(), null, Records.command(new PauseRun(), HOSTILE));

        // When
        goToRun("");

        // Then
        Locator flag = page.locator(".flag").first();
        assertThat(flag).containsText("Pause");
        assertThat(flag).hasAttribute("aria-label", Pattern.compile("^Pause by ada, .*: <script>alert"));
        flag.click();
        assertThat(page).hasURL(Pattern.compile("/runs/curves/control$"));
    }

    @Test
    void whoHasNoMouseTypesWhatToShow() throws Exception {
        // Given
        goToRun("");
        Locator from = page.getByLabel("Show from");
        Locator to = page.getByLabel("Show to");

        // When
        from.fill("1");
        to.fill("3");
        to.press("Enter");

        // Then
        assertThat(page).hasURL(Pattern.compile("from=1.000&to=3.000"));
        page.reload();
        assertThat(from).hasValue("1");
        button("Whole run").click();
        assertThat(from).hasValue("");
        assertThat(page).not().hasURL(Pattern.compile("from="));
    }

    @Test
    void anIterationLeadsToItsSamplesFromTheTableToo() throws Exception {
        goToRun("?show=table");

        table("Rewards")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("3").setExact(true))
                .press("Enter");

        assertThat(page).hasURL(Pattern.compile("/rewards\\?version=3$"));
        assertThat(page.getByText("12 rewards of version 3.")).isVisible();
    }

    @Test
    void evaluationsHaveCurvesOfTheirOwn() throws Exception {
        goToRun("");

        assertThat(figure("Evaluation")).containsText("prompts held out");
        assertThat(figure("Evaluation").locator(".readout"))
                .containsText(Pattern.compile("trained −?[0-9.]+ · held-out −?[0-9.]+"));
        assertThat(figure("Guard: contrast").locator(".readout")).containsText(Pattern.compile("^0\\.2"));
        assertThat(figure("Diversity")).isVisible();
    }

    @Test
    void everyChartHasItsFiguresInATable() throws Exception {
        goToRun("?show=table");

        Locator rewards = table("Rewards");
        assertThat(rewards.locator("thead")).containsText("90th percentile");
        assertThat(rewards.locator("thead")).containsText("kib");
        assertThat(rewards.locator("tbody tr")).hasCount(5);
        assertThat(rewards.locator("tbody")).not().containsText("–");
        Locator evaluations = table("Evaluations");
        assertThat(evaluations.locator("thead")).containsText("Evaluation, held-out");
        assertThat(evaluations.locator("thead")).containsText("Guard: contrast");
        assertThat(evaluations.locator("tbody tr")).hasCount(5);
        assertThat(evaluations.locator("tbody")).not().containsText("–");
        button("By update").click();
        assertThat(rewards).isHidden();
        assertThat(table("Learner").locator("thead")).containsText("Update");
    }

    private Locator table(String title) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(title).setIncludeHidden(true));
    }

    @Test
    void stalenessHasACurveOnceSamplesAreStale() throws Exception {
        goToRun("");
        assertThat(figure("Loss")).isVisible();
        assertThat(figure("Staleness")).hasCount(0);

        log.send(run.metrics(), "iteration", Records.metric("iteration", 6, 6, Map.of("staleness", 0.0)));
        log.send(run.metrics(), "iteration", Records.metric("iteration", 7, 7, Map.of("staleness", 1.0)));

        assertThat(figure("Staleness").locator(".readout")).containsText("1");
    }

    private Locator figure(String title) {
        return page.locator("figure[aria-label='" + title + "']");
    }
}
