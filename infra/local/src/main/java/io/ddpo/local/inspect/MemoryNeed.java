package io.ddpo.local.inspect;

import io.ddpo.diffusion.policy.MemoryEstimate;

/**
 * Memory that a use of a model takes by estimate.
 *
 * @param use what is done with it
 * @param bytes in all
 * @param parts what they are for
 */
public record MemoryNeed(String use, long bytes, MemoryEstimate parts) {
    MemoryNeed(String use, MemoryEstimate parts) {
        this(use, parts.total(), parts);
    }
}
