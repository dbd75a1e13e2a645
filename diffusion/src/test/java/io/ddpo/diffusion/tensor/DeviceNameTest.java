package io.ddpo.diffusion.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {
    @Test
    void namesTheFirstCudaDeviceWithoutIndex() {
        assertThat(new DeviceName("cpu").device()).isEqualTo(Device.cpu());
        assertThat(new DeviceName("cuda").device()).isEqualTo(Device.gpu(0));
        assertThat(new DeviceName("cuda:3").device()).isEqualTo(Device.gpu(3));
        assertThat(DeviceName.of(Device.gpu(3))).hasToString("cuda:3");
        assertThat(DeviceName.of(Device.cpu())).hasToString("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "cuda:1000", "CPU", ""})
    void refusesWhatIsNoName(String text) {
        assertThat(DeviceName.isValid(text)).isFalse();
        assertThatThrownBy(() -> new DeviceName(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device: expected cpu, cuda or cuda:<index>, came " + text);
    }

    @Test
    void saysThatACudaDeviceIsNotThere() {
        assertThatThrownBy(() -> new DeviceName("cuda:999").open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("device cuda:999: expected a CUDA device of that index,"
                        + " found (none that libtorch can use|\\d+ from index 0 on); docs/gpu.md says what it takes");
    }

    @Test
    void opensTheCpu() {
        try (Kernels kernels = new DeviceName("cpu").open()) {
            assertThat(kernels.device()).isEqualTo(Device.cpu());
        }
    }
}
