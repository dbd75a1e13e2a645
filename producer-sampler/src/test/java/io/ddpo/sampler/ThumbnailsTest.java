package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddpo.diffusion.image.Picture;
import org.junit.jupiter.api.Test;

class ThumbnailsTest {

    @Test
    void aSmallPictureIsItsOwnThumbnail() {
        Picture picture = grey(96, 32);

        assertThat(Thumbnails.of(picture)).isSameAs(picture);
        assertThat(Thumbnails.isSmall(picture)).isTrue();
    }

    @Test
    void aLargePictureKeepsItsProportions() {
        Picture thumbnail = Thumbnails.of(grey(512, 256));

        assertThat(thumbnail.width()).isEqualTo(Thumbnails.SIDE);
        assertThat(thumbnail.height()).isEqualTo(Thumbnails.SIDE / 2);
        assertThat(thumbnail.values()[0]).isCloseTo(0, within(0.01f));
    }

    @Test
    void aLineStaysAtLeastAPixelHigh() {
        assertThat(Thumbnails.of(grey(1000, 1)).height()).isEqualTo(1);
    }

    private static Picture grey(int width, int height) {
        return new Picture(new float[3 * width * height], height, width);
    }
}
