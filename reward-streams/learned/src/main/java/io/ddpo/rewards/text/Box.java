package io.ddpo.rewards.text;

/** Part of a picture, upright; edges in pixels, the right and the lower one excluded. */
record Box(double left, double top, double right, double bottom) {
    Box {
        if (!(left < right && top < bottom)) {
            throw new IllegalArgumentException(
                    "box: expected a width and a height, got %s to %s by %s to %s".formatted(left, right, top, bottom));
        }
    }

    double width() {
        return right - left;
    }

    double height() {
        return bottom - top;
    }

    /** This box wider and higher by {@code margin} on each side, as far as a picture of that size goes. */
    Box grown(double margin, double pictureWidth, double pictureHeight) {
        return new Box(
                Math.max(0, left - margin),
                Math.max(0, top - margin),
                Math.min(pictureWidth, right + margin),
                Math.min(pictureHeight, bottom + margin));
    }

    /** The same part of a picture of another size. */
    Box scaled(double x, double y) {
        return new Box(left * x, top * y, right * x, bottom * y);
    }
}
