package io.ddpo.console.model;

/**
 * A setting that a running run may change.
 *
 * @param path in the specification
 * @param value in effect
 * @param first as the run was created with
 * @param pending what a command that waits for the end of the iteration makes of it; null if none does
 */
public record SettingView(String path, String value, String first, String pending) {}
