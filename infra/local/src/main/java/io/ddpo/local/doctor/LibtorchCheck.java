package io.ddpo.local.doctor;

import io.ddpo.diffusion.tensor.DeviceName;
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
        try (Kernels kernels = new DeviceName("cpu").open()) {
            return judge(DeviceName.of(kernels.device()), Kernels.intraOpThreads());
        }
    }

    @Override
    public String remedy() {
        return "libtorch comes with the build for Linux with glibc on x86-64: run it by ./ddpo on such a machine";
    }

    /** @param threads that one operation may use */
    static Finding judge(DeviceName device, int threads) {
        return Finding.ok(NAME, "takes the kernels on the %s, %d threads an operation".formatted(device, threads));
    }
}
