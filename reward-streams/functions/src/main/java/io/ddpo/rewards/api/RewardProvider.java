package io.ddpo.rewards.api;

/**
 * A reward as a jar brings it: has a public constructor without parameters and is named in
 * {@code META-INF/services/io.ddpo.rewards.api.RewardProvider}.
 */
public interface RewardProvider {
    /** Its name in a run specification, such as {@code jpeg-compressibility}. */
    String name();

    /**
     * What it needs under these parameters. Cheap: opens and loads nothing, because it is asked before a run is created.
     *
     * @throws IllegalArgumentException if a parameter is wrong or missing
     */
    Needs needs(Parameters parameters);

    /**
     * Makes it ready for work.
     *
     * @throws IllegalArgumentException if a parameter is wrong or missing
     */
    RewardFunction open(Parameters parameters);
}
