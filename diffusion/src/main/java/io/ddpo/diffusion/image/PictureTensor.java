package io.ddpo.diffusion.image;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.tensor.Kernels;
import java.util.List;

/** Pictures as what a network takes. */
public final class PictureTensor {

    private PictureTensor() {}

    /**
     * A tensor {@code [N, 3, H, W]}.
     *
     * @param pictures at least one, all of one size
     */
    public static NDArray of(Kernels kernels, List<Picture> pictures) {
        int height = pictures.get(0).height();
        int width = pictures.get(0).width();
        int size = 3 * height * width;
        float[] values = new float[pictures.size() * size];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i).values(), 0, values, i * size, size);
        }
        return kernels.floats(values, pictures.size(), 3, height, width);
    }
}
