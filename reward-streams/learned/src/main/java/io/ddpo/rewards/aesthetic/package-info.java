/** How people would rate a picture: the LAION aesthetic predictor on CLIP's embedding. */
package io.ddpo.rewards.aesthetic;
