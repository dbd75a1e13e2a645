/** CLIP's view of a picture: the image processor and the vision tower, as transformers has them. */
package io.ddpo.diffusion.vision;
