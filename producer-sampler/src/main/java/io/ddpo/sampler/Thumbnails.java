package io.ddpo.sampler;

import io.ddpo.diffusion.image.Picture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Small versions of pictures, for overviews. */
final class Thumbnails {
    /** Longest side in pixels: sharp in a grid of dozens, a few kilobytes as PNG. */
    static final int SIDE = 96;

    private Thumbnails() {}

    /** Whether a picture is its own thumbnail. */
    static boolean isSmall(Picture picture) {
        return Math.max(picture.width(), picture.height()) <= SIDE;
    }

    /** A picture at most {@link #SIDE} pixels wide and high, of the same proportions; a small one stays as it is. */
    static Picture of(Picture picture) {
        if (isSmall(picture)) {
            return picture;
        }
        double scale = (double) SIDE / Math.max(picture.width(), picture.height());
        int width = (int) Math.max(1, Math.round(scale * picture.width()));
        int height = (int) Math.max(1, Math.round(scale * picture.height()));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture.toImage(), 0, 0, width, height, null);
        graphics.dispose();
        return Picture.of(small);
    }
}
