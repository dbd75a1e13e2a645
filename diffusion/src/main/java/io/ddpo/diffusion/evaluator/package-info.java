/**
 * How well a picture goes with a text: two towers into one space, trained contrastively (Radford et al., 2021, arXiv
 * 2103.00020). The texts come as embeddings of sentences, made elsewhere.
 */
package io.ddpo.diffusion.evaluator;
