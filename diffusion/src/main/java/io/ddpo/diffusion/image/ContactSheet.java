package io.ddpo.diffusion.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Many pictures of one size on one sheet, row by row, enlarged by whole pixels. */
public final class ContactSheet {

    private static final int GAP = 2;

    private ContactSheet() {}

    /** The sheet as a PNG file. */
    public static byte[] png(List<Picture> pictures, int columns, int scale) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("expected at least one picture for a sheet, came none");
        }
        int rows = (pictures.size() + columns - 1) / columns;
        int cellWidth = pictures.get(0).width() * scale + GAP;
        int cellHeight = pictures.get(0).height() * scale + GAP;
        BufferedImage sheet =
                new BufferedImage(columns * cellWidth + GAP, rows * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            graphics.drawImage(
                    pictures.get(i).toImage(),
                    GAP + i % columns * cellWidth,
                    GAP + i / columns * cellHeight,
                    cellWidth - GAP,
                    cellHeight - GAP,
                    null);
        }
        graphics.dispose();
        int[] rgb = sheet.getRGB(0, 0, sheet.getWidth(), sheet.getHeight(), null, 0, sheet.getWidth());
        return Png.encode(rgb, sheet.getWidth(), sheet.getHeight());
    }
}
