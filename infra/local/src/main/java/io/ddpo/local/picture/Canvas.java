package io.ddpo.local.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A picture in the making: coordinates in points, y downwards, two pixels a point. */
final class Canvas implements AutoCloseable {
    private static final int PIXELS_PER_POINT = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;

    Canvas(int width, int height, Color background) {
        image = new BufferedImage(width * PIXELS_PER_POINT, height * PIXELS_PER_POINT, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setColor(background);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** Which part of a text lies at its x. */
    enum Align {
        LEFT(0),
        CENTRE(0.5),
        RIGHT(1);

        private final double share;

        Align(double share) {
            this.share = share;
        }
    }

    /** @param y of the baseline */
    void text(String text, Lettering lettering, double size, Color color, double x, double y, Align align) {
        fill(lettering.outline(text, size, x - align.share * lettering.width(text, size), y), color);
    }

    /** Text that reads upwards, centred on (x, y). */
    void textUpwards(String text, Lettering lettering, double size, Color color, double x, double y) {
        graphics.rotate(-Math.PI / 2, x, y);
        text(text, lettering, size, color, x, y, Align.CENTRE);
        graphics.rotate(Math.PI / 2, x, y);
    }

    void line(double fromX, double fromY, double toX, double toY, Color color, double width) {
        stroke(new Line2D.Double(fromX, fromY, toX, toY), color, new BasicStroke((float) width));
    }

    void dashes(double fromX, double fromY, double toX, double toY, Color color) {
        Stroke dashed = new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 4}, 0);
        stroke(new Line2D.Double(fromX, fromY, toX, toY), color, dashed);
    }

    /** With round corners and ends. */
    void curve(Shape curve, Color color, double width) {
        stroke(curve, color, new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    void fill(Shape shape, Color color) {
        graphics.setColor(color);
        graphics.fill(shape);
    }

    /** A picture in a square: pixels that are enlarged keep their edges. */
    void picture(BufferedImage picture, double x, double y, double side) {
        boolean enlarged = side * PIXELS_PER_POINT >= picture.getWidth();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                enlarged
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, (int) x, (int) y, (int) side, (int) side, null);
    }

    private void stroke(Shape shape, Color color, Stroke stroke) {
        graphics.setColor(color);
        graphics.setStroke(stroke);
        graphics.draw(shape);
    }

    /** What is drawn so far, as a PNG file. */
    byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
