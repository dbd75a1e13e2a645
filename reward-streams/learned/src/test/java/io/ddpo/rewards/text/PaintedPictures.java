package io.ddpo.rewards.text;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures of the atlas, larger or smaller than there, with words painted on them by the fonts of this machine. */
final class PaintedPictures {
    private static final Path ATLAS = Path.of("../../models/atlas");
    private static final int TILE = 64;
    private static final int TILES_A_ROW = 32;
    private static final List<Color> COLOURS =
            List.of(Color.BLACK, new Color(0xC0, 0x20, 0x20), new Color(0, 0x40, 0xC0));

    private final BufferedImage sheet;

    /** @param set such as noto */
    PaintedPictures(String set) throws IOException {
        sheet = ImageIO.read(ATLAS.resolve(set + ".png").toFile());
    }

    /** Writes the pictures of {@link PaintedTextTest} to a folder, from this module's. */
    public static void main(String[] args) throws IOException {
        PaintedPictures pictures = new PaintedPictures("noto");
        Path folder = Path.of(args[0]);
        Font bold = new Font(Font.SANS_SERIF, Font.BOLD, 36);
        Font serif = new Font(Font.SERIF, Font.PLAIN, 24);
        write(pictures.plain(4, 512), folder.resolve("no-text.png"));
        write(pictures.painted(4, 512, "six tigers", bold, 0, 0), folder.resolve("six-tigers.png"));
        write(pictures.painted(4, 512, "a fox riding a bike", serif, 1, 0), folder.resolve("a-fox.png"));
        write(pictures.painted(20, 32, "FOX", bold.deriveFont(12f), 0, 0), folder.resolve("fox-32.png"));
    }

    private static void write(BufferedImage picture, Path file) throws IOException {
        ImageIO.write(picture, "png", file.toFile());
    }

    /** A picture without text. */
    BufferedImage plain(int tile, int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        int left = tile % TILES_A_ROW * TILE;
        int top = tile / TILES_A_ROW * TILE;
        graphics.drawImage(sheet, 0, 0, side, side, left, top, left + TILE, top + TILE, null);
        graphics.dispose();
        return picture;
    }

    /**
     * A picture with a text in its middle.
     *
     * @param colour index of one of three
     * @param degrees by which the text is turned
     */
    BufferedImage painted(int tile, int side, String text, Font font, int colour, double degrees) {
        BufferedImage picture = plain(tile, side);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(COLOURS.get(colour));
        graphics.setFont(font);
        graphics.rotate(Math.toRadians(degrees), side / 2.0, side / 2.0);
        double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
        graphics.drawString(text, (float) ((side - width) / 2), side / 2f + font.getSize() / 3f);
        graphics.dispose();
        return picture;
    }
}
