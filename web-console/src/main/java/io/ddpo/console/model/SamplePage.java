package io.ddpo.console.model;

import java.util.List;

/**
 * Some of the samples that were asked for.
 *
 * @param total how many there are in all
 * @param offset of the first one here
 */
public record SamplePage(List<SampleView> samples, int total, int offset) {}
