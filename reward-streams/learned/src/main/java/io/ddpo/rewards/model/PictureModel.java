package io.ddpo.rewards.model;

import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A model that rates pictures.
 *
 * @param <T> what it looks at of a sample
 */
public interface PictureModel<T> extends AutoCloseable {
    /**
     * What it looks at; on any thread.
     *
     * @param picture of the sample, RGB of 8 bits a channel
     * @throws UnreadablePictureException if the picture is none that it can judge
     */
    T look(BufferedImage picture, Sample sample) throws UnreadablePictureException;

    /** A rating for each of at least one, in their order; never two calls at a time. */
    double[] rate(List<T> looks);

    @Override
    void close();
}
