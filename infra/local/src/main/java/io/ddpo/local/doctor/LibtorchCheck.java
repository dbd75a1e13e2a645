package io.ddpo.local.doctor;

import io.ddpo.diffusion.tensor.Kernels;

/** Whether libtorch is there, and takes the kernels. */
record LibtorchCheck() implements Check {
    private static final String NAME = "libtorch";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        Kernels.onCpu().close();
        return Finding.ok(NAME, "loads, and computes on %d threads".formatted(Kernels.intraOpThreads()));
    }

    @Override
    public String remedy() {
        return "libtorch comes with the build for Linux with glibc on x86-64: run it by ./ddpo on such a machine";
    }
}
