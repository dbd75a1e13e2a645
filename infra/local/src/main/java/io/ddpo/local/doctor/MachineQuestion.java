package io.ddpo.local.doctor;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.diffusion.tensor.Precision;
import io.ddpo.local.model.LocalModel;
import java.util.Optional;

/**
 * What a machine is to do.
 *
 * @param model folder of the model; without, that of the run, or else the one that is shipped
 * @param device to compute on
 * @param precision that the UNet computes in
 */
public record MachineQuestion(Optional<String> model, DeviceName device, Precision precision) {
    String modelHere() {
        return model.orElseGet(LocalModel::shipped);
    }

    boolean onCpu() {
        return device.equals(new DeviceName("cpu"));
    }
}
