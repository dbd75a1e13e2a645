package io.ddpo.diffusion.image;

import io.ddpo.diffusion.BadModelException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A folder of labelled pictures: sheets of square tiles, and {@code atlas.tsv} with one line a tile. */
public final class Atlas {

    private static final int TILE = 64;
    private static final String HEADER = "set\tnoun\tprompt\ticon\trow\tcolumn\tgroup";

    /** One labelled tile; {@code group} is {@code animal}, {@code held-out} or {@code object}. */
    public record Tile(String set, String noun, String prompt, String group, Picture picture) {}

    private final List<Tile> tiles;

    private Atlas(List<Tile> tiles) {
        this.tiles = List.copyOf(tiles);
    }

    /**
     * Reads a folder.
     *
     * @throws BadModelException on a malformed line or a tile outside its sheet
     */
    public static Atlas read(Path folder) throws IOException {
        Path index = folder.resolve("atlas.tsv");
        if (!Files.isRegularFile(index)) {
            throw new BadModelException(index, "expected the index of a picture atlas, came no file");
        }
        List<String> lines = Files.readAllLines(index);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new BadModelException(
                    index,
                    "expected the header \"" + HEADER + "\", came "
                            + (lines.isEmpty() ? "an empty file" : "\"" + lines.get(0) + "\""));
        }
        Map<String, BufferedImage> sheets = new HashMap<>();
        List<Tile> tiles = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            tiles.add(tile(folder, index, line, sheets));
        }
        return new Atlas(tiles);
    }

    private static Tile tile(Path folder, Path index, String line, Map<String, BufferedImage> sheets)
            throws IOException {
        String[] fields = line.split("\t", -1);
        if (fields.length != 7) {
            throw new BadModelException(index, "expected 7 fields a line, came \"" + line + "\"");
        }
        BufferedImage sheet = sheets.get(fields[0]);
        if (sheet == null) {
            sheet = ImageIO.read(folder.resolve(fields[0] + ".png").toFile());
            sheets.put(fields[0], sheet);
        }
        int y = Integer.parseInt(fields[4]) * TILE;
        int x = Integer.parseInt(fields[5]) * TILE;
        if (x + TILE > sheet.getWidth() || y + TILE > sheet.getHeight()) {
            throw new BadModelException(index, "expected a tile within the sheet, came \"" + line + "\"");
        }
        return new Tile(fields[0], fields[1], fields[2], fields[6], Picture.of(sheet.getSubimage(x, y, TILE, TILE)));
    }

    /** All tiles in the order of the index. */
    public List<Tile> tiles() {
        return tiles;
    }

    /** The tiles of one group. */
    public List<Tile> group(String group) {
        return tiles.stream().filter(tile -> tile.group().equals(group)).toList();
    }

    /** Every prompt once, in the order of the index. */
    public List<String> prompts() {
        return tiles.stream().map(Tile::prompt).distinct().toList();
    }
}
