package io.ddpo.local.inspect;

import java.util.SortedMap;

/**
 * A file of a model folder.
 *
 * @param path within the model folder
 * @param bytes its size
 * @param used whether it is read when the model is used
 * @param values numbers in it by their type; empty for what is no safetensors file
 */
public record FileReport(String path, long bytes, boolean used, SortedMap<String, Long> values) {}
