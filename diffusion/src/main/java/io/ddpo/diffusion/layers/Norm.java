package io.ddpo.diffusion.layers;

/** Group normalisation as a whole network uses it. */
public record Norm(int groups, double eps) {}
