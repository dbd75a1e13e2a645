package io.ddpo.local.inspect;

import java.util.List;

/**
 * A model folder.
 *
 * @param model its path
 * @param usable whether nothing in it is refused
 * @param components in the order of {@code model_index.json}
 * @param question for what memory is told
 * @param memory that its uses take; empty if it cannot be used
 */
public record ModelReport(
        String model,
        boolean usable,
        List<ComponentReport> components,
        MemoryQuestion question,
        List<MemoryNeed> memory) {}
