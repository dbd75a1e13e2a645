package io.ddpo.local.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.picture.BeforeAfter;
import io.ddpo.local.picture.RewardChart;
import io.ddpo.local.picture.Theme;
import io.ddpo.local.spec.SpecificationText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The results of a run as files: pictures, figures, a page with both, and the policy. */
public final class Report {
    /** What a report consists of: names in its folder. */
    public static final List<String> FILES = List.of(
            "reward.png",
            "before-after.png",
            "gallery.png",
            "report.html",
            "metrics.jsonl",
            "metrics.csv",
            "run.yaml",
            "tensorboard",
            "summary.json",
            "policy",
            "policy.partial");

    private static final String NO_EVALUATION = "<p>The run made no evaluation.</p>\n";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RunHistory history;
    private final Path folder;

    private Report(RunHistory history, Path folder) {
        this.history = history;
        this.folder = folder;
    }

    /**
     * Writes everything into a folder, over what is there.
     *
     * @param base the model that the run began with
     * @param weights of the last version, as they were published: a safetensors file
     * @return the figures
     */
    public static Summary write(RunHistory history, ModelFolder base, Path weights, Path folder) throws IOException {
        return new Report(history, folder).write(base, weights);
    }

    private Summary write(ModelFolder base, Path weights) throws IOException {
        Summary summary =
                Summary.of(history, JudgeAccuracy.of(history, base.path().resolve("judge")));
        List<BeforeAfter.Pair> pairs = pairs();
        Files.write(folder.resolve("reward.png"), chart(Theme.LIGHT));
        if (!pairs.isEmpty()) {
            Files.write(folder.resolve("before-after.png"), comparison(pairs, Theme.LIGHT));
        }
        GallerySheet gallery = GallerySheet.of(history);
        if (!gallery.isEmpty()) {
            Files.write(folder.resolve("gallery.png"), gallery.png(Theme.LIGHT));
        }
        Files.writeString(folder.resolve("report.html"), page(summary, pairs, gallery));
        try (Writer lines = Files.newBufferedWriter(folder.resolve("metrics.jsonl"))) {
            MetricLines.write(history.metrics(), lines);
        }
        try (Writer table = Files.newBufferedWriter(folder.resolve("metrics.csv"))) {
            MetricTable.write(history.metrics(), table);
        }
        Files.writeString(folder.resolve("run.yaml"), SpecificationText.of(history.specification()));
        TensorBoardLog.write(history, folder.resolve("tensorboard"));
        PolicyFolder.write(base, history.last(), weights, folder.resolve("policy"));
        // last, so that whoever finds it finds the others
        JSON.writeValue(folder.resolve("summary.json").toFile(), summary);
        return summary;
    }

    private byte[] chart(Theme theme) {
        String reward = RewardAxis.of(history.specification().getReward().getName());
        return RewardChart.png(history.iterations(), title(), reward, theme);
    }

    private byte[] comparison(List<BeforeAfter.Pair> pairs, Theme theme) {
        String last = "version " + history.last().getVersion();
        return BeforeAfter.png(pairs, "The same prompts and seeds before and after training", "base", last, theme);
    }

    /** The first seed of every prompt. */
    private List<BeforeAfter.Pair> pairs() throws IOException {
        Map<String, BeforeAfter.Pair> pairs = new LinkedHashMap<>();
        List<EvaluationPicture> after = history.evaluation(history.last());
        for (EvaluationPicture before : history.evaluation(history.versions().get(0))) {
            Optional<EvaluationPicture> twin =
                    after.stream().filter(before::isTwinOf).findFirst();
            if (twin.isPresent() && !pairs.containsKey(before.prompt())) {
                pairs.put(
                        before.prompt(),
                        new BeforeAfter.Pair(
                                before.prompt(),
                                image(before.png()),
                                image(twin.get().png())));
            }
        }
        return List.copyOf(pairs.values());
    }

    static BufferedImage image(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private String page(Summary summary, List<BeforeAfter.Pair> pairs, GallerySheet gallery) {
        return HtmlPage.fill(
                "report.html",
                Map.of(
                        "title", HtmlPage.escape(title()),
                        "subtitle", HtmlPage.escape(subtitle()),
                        "tiles", HtmlPage.tiles(Figures.tiles(summary)),
                        "rewardLight", HtmlPage.embedded(chart(Theme.LIGHT)),
                        "rewardDark", HtmlPage.embedded(chart(Theme.DARK)),
                        "beforeAfter", comparison(pairs),
                        "gallery", gallery(gallery),
                        "evaluations", EvaluationTable.html(history, judged(summary)),
                        "figures", HtmlPage.rows(Figures.all(history, summary)),
                        "settings", HtmlPage.rows(Figures.settings(history.specification()))));
    }

    private String comparison(List<BeforeAfter.Pair> pairs) {
        return pairs.isEmpty()
                ? NO_EVALUATION
                : HtmlPage.picture(
                        comparison(pairs, Theme.LIGHT),
                        comparison(pairs, Theme.DARK),
                        "Pictures of the base and of the last version for the same prompts and seeds");
    }

    private static String gallery(GallerySheet gallery) {
        return gallery.isEmpty()
                ? NO_EVALUATION
                : HtmlPage.picture(
                        gallery.png(Theme.LIGHT),
                        gallery.png(Theme.DARK),
                        "Pictures for the same prompts and seeds, version by version");
    }

    private static Map<Integer, Double> judged(Summary summary) {
        return summary.judgeAccuracy() == null
                ? Map.of()
                : summary.judgeAccuracy().versions();
    }

    private String title() {
        Path model = Path.of(history.specification().getBaseModel().getReference());
        return "%s trained on %s"
                .formatted(
                        model.getFileName(), history.specification().getReward().getName());
    }

    private String subtitle() {
        return "Run %s, seed %d, finished %s"
                .formatted(
                        history.specification().getRun(),
                        history.specification().getSeed(),
                        history.last().getCreatedAt());
    }
}
