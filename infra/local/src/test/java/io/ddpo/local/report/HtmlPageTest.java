package io.ddpo.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
    @Test
    void refusesATemplateWithoutAllItsPieces() {
        assertThatThrownBy(() -> HtmlPage.fill("report.html", Map.of("title", "x")))
                .hasMessage("expected a piece for ${subtitle}, got none");
    }

    @Test
    void escapesWhatIsData() {
        assertThat(HtmlPage.rows(Map.of("a & b", "<script>\"x\"</script>")))
                .isEqualToNormalizingNewlines(
                        "<tr><td>a &amp; b</td><td>&lt;script&gt;&quot;x&quot;&lt;/script&gt;</td></tr>\n");
    }
}
