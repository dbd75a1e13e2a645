package io.ddpo.diffusion.evaluator;

import io.ddpo.diffusion.image.Atlas.Tile;
import java.util.List;

/** Ways to say what a picture shows. */
enum Wordings {
    /** Those that an evaluator is trained with. The prompt itself comes first. */
    TRAINED(
            "{prompt}",
            "{noun}",
            "a picture of {prompt}",
            "an emoji of {prompt}",
            "a drawing of {prompt}",
            "a small {noun}",
            "a colourful {noun} on white",
            "there is {prompt} here"),

    /** Those that it is measured with and has not seen. */
    HELD_OUT("an icon that shows {prompt}", "a cute cartoon {noun}", "the {noun}", "{prompt}, clip art");

    private final List<String> templates;

    Wordings(String... templates) {
        this.templates = List.of(templates);
    }

    List<String> of(Tile tile) {
        return templates.stream()
                .map(template -> template.replace("{prompt}", tile.prompt()).replace("{noun}", tile.noun()))
                .toList();
    }
}
