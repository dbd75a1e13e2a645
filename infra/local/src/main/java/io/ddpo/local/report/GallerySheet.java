package io.ddpo.local.report;

import io.ddpo.local.history.EvaluationPicture;
import io.ddpo.local.history.RunHistory;
import io.ddpo.local.picture.Gallery;
import io.ddpo.local.picture.Theme;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The same prompts and seeds over training, as many as fit on a sheet.
 *
 * @param versions that were evaluated
 */
record GallerySheet(List<Gallery.Row> rows, List<Integer> versions) {
    private static final int MOST_ROWS = 14;
    private static final int MOST_VERSIONS = 12;

    /** Prompts and versions are taken at equal distances, the first seed of each prompt. */
    static GallerySheet of(RunHistory history) throws IOException {
        List<Integer> versions = spread(history.evaluatedVersions(), MOST_VERSIONS);
        List<List<EvaluationPicture>> drawn =
                versions.stream().map(history::evaluation).toList();
        List<Gallery.Row> rows = new ArrayList<>();
        if (!versions.isEmpty()) {
            for (EvaluationPicture first : spread(firstOfEachPrompt(drawn.get(0)), MOST_ROWS)) {
                row(first, drawn).ifPresent(rows::add);
            }
        }
        return new GallerySheet(rows, versions);
    }

    private static List<EvaluationPicture> firstOfEachPrompt(List<EvaluationPicture> pictures) {
        Set<String> seen = new HashSet<>();
        return pictures.stream().filter(picture -> seen.add(picture.prompt())).toList();
    }

    /** Empty if a version has no such picture. */
    private static Optional<Gallery.Row> row(EvaluationPicture first, List<List<EvaluationPicture>> drawn)
            throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        for (List<EvaluationPicture> ofVersion : drawn) {
            Optional<EvaluationPicture> twin =
                    ofVersion.stream().filter(first::isTwinOf).findFirst();
            if (twin.isEmpty()) {
                return Optional.empty();
            }
            pictures.add(Report.image(twin.get().png()));
        }
        return Optional.of(new Gallery.Row(first.prompt(), pictures));
    }

    /** The first, the last and those between, at equal distances. */
    private static <T> List<T> spread(List<T> all, int most) {
        return all.size() <= most
                ? all
                : IntStream.range(0, most)
                        .mapToObj(i -> all.get(i * (all.size() - 1) / (most - 1)))
                        .toList();
    }

    boolean isEmpty() {
        return rows.isEmpty() || versions.size() < 2;
    }

    byte[] png(Theme theme) {
        return Gallery.png(
                rows,
                "The same prompts and seeds over training, by version",
                versions.stream().map(version -> Integer.toString(version)).toList(),
                theme);
    }
}
