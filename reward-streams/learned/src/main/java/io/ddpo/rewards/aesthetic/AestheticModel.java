package io.ddpo.rewards.aesthetic;

import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.vision.ClipVision;
import io.ddpo.rewards.api.Sample;
import io.ddpo.rewards.model.PictureModel;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;

/** CLIP's embedding of each picture, and what the head makes of it; looks at the pixels after resizing. */
record AestheticModel(Kernels kernels, ClipVision clip, AestheticHead head) implements PictureModel<float[]> {
    @Override
    public float[] look(BufferedImage picture, Sample sample) {
        return clip.pixels(picture);
    }

    @Override
    public double[] rate(List<float[]> looks) {
        return Stream.of(clip.embed(looks)).mapToDouble(head::rating).toArray();
    }

    @Override
    public void close() {
        clip.close();
        kernels.close();
    }
}
