package io.ddpo.sampler;

import io.ddpo.service.process.RoleMain;

/** A sampler as a process of its own. */
public final class SamplerMain {
    private SamplerMain() {}

    /** Does not return; {@code --help} says what it takes. */
    public static void main(String[] args) {
        RoleMain.main(new SamplerRole(), args);
    }
}
