package io.ddpo.local.inspect;

import java.util.List;

/**
 * A component that {@code model_index.json} names.
 *
 * @param name of its folder
 * @param type the class that it was saved from
 * @param used whether it takes part in anything here
 * @param parameters numbers in the weights that are used
 * @param files in its folder, by name
 * @param refused why it cannot be used, a sentence each; empty if it can
 */
public record ComponentReport(
        String name, String type, boolean used, long parameters, List<FileReport> files, List<String> refused) {}
