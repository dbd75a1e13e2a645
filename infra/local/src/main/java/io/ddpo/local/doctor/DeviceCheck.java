package io.ddpo.local.doctor;

import io.ddpo.diffusion.tensor.DeviceName;
import java.util.Optional;

/** Whether the device to compute on is there. */
record DeviceCheck(DeviceName device) implements Check {
    private static final String NAME = "device";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        try {
            device.requireThere();
            return judge(device, Optional.empty());
        } catch (IllegalArgumentException e) {
            return judge(device, Optional.of(e.getMessage()));
        }
    }

    @Override
    public String remedy() {
        return "see to libtorch first";
    }

    /** @param fault why it cannot be used */
    static Finding judge(DeviceName device, Optional<String> fault) {
        return fault.map(sentence ->
                        Finding.wrong(NAME, sentence, "pass --device cpu, or see to driver and CUDA build of libtorch"))
                .orElseGet(() -> Finding.ok(NAME, device + " is there"));
    }
}
