package io.ddpo.console.model;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;

/**
 * A run with what pages need to find their way in it.
 *
 * @param specification as JSON; null before the run's first command was read
 * @param evaluated versions whose evaluation has samples in memory
 * @param trained versions whose training samples are in memory
 * @param series names of its metrics
 */
public record RunDetail(
        RunSummary summary,
        @JsonRawValue String specification,
        List<VersionView> versions,
        List<Integer> evaluated,
        List<Integer> trained,
        List<String> series) {}
