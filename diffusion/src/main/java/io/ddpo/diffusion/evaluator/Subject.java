package io.ddpo.diffusion.evaluator;

import io.ddpo.diffusion.image.Atlas.Tile;
import io.ddpo.diffusion.image.Picture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A noun, its pictures in all designs, and embeddings of what may be said of it.
 *
 * @param sentences by the wordings of training, that of the prompt first
 * @param heldOut by other wordings
 */
record Subject(String noun, List<Picture> pictures, List<float[]> sentences, List<float[]> heldOut) {

    /** Those of chosen tiles, in the order of the tiles. */
    static List<Subject> of(List<Tile> tiles, Predicate<Tile> chosen, SentenceEncoder encoder) {
        return tiles.stream()
                .filter(chosen)
                .collect(Collectors.groupingBy(Tile::noun, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(same -> of(same, encoder))
                .toList();
    }

    private static Subject of(List<Tile> same, SentenceEncoder encoder) {
        Tile any = same.get(0);
        return new Subject(
                any.noun(),
                same.stream().map(Tile::picture).toList(),
                Wordings.TRAINED.of(any).stream().map(encoder::encode).toList(),
                Wordings.HELD_OUT.of(any).stream().map(encoder::encode).toList());
    }

    /** The embedding of the prompt itself. */
    float[] prompt() {
        return sentences.get(0);
    }
}
