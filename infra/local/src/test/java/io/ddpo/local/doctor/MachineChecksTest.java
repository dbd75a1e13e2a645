package io.ddpo.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.diffusion.tensor.DeviceName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MachineChecksTest {
    private static final long GIB = 1L << 30;

    @Test
    void aJdkThatWasTriedIsFine() {
        assertThat(JavaCheck.judge(17, true)).isEqualTo(Finding.ok("java", "Java 17"));
        assertThat(JavaCheck.judge(25, true).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aNewerJavaOrOneWithoutACompilerIsWarnedOf() {
        assertThat(JavaCheck.judge(26, true).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(JavaCheck.judge(17, false))
                .returns(Verdict.WARNING, Finding::verdict)
                .returns("Java 17 without a compiler", Finding::found);
    }

    @Test
    void aModelThatTheMachineCannotHoldIsWrong() {
        Finding finding = MemoryCheck.judge(new Memory(4 * GIB, OptionalLong.of(3 * GIB)), 5 * GIB, "sd");

        assertThat(finding)
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("3.0 GiB available of 4.0 GiB, and training sd takes about 5.0 GiB of it", Finding::found);
    }

    @Test
    void memoryThatOthersHoldIsWarnedOf() {
        assertThat(MemoryCheck.judge(new Memory(16 * GIB, OptionalLong.of(5 * GIB)), 4 * GIB, "sd")
                        .verdict())
                .isEqualTo(Verdict.WARNING);
        assertThat(MemoryCheck.judge(new Memory(16 * GIB, OptionalLong.of(6 * GIB)), 4 * GIB, "sd")
                        .verdict())
                .isEqualTo(Verdict.OK);
    }

    @Test
    void aSystemThatDoesNotSayWhatIsAvailableIsJudgedByAll() {
        assertThat(MemoryCheck.judge(new Memory(8 * GIB, OptionalLong.empty()), 4 * GIB, "sd"))
                .returns(Verdict.OK, Finding::verdict)
                .returns("8.0 GiB in all, and training sd takes about 4.0 GiB of it", Finding::found);
    }

    @Test
    void availableMemoryIsReadAsLinuxTellsIt() {
        assertThat(Memory.available(List.of("MemTotal:       16 kB", "MemAvailable:   12 kB")))
                .hasValue(12 * 1024);
        assertThat(Memory.available(List.of("MemTotal:       16 kB"))).isEmpty();
    }

    @Test
    void aDeviceThatIsNotThereIsWrongWithTheReason() {
        DeviceName gpu = new DeviceName("cuda:3");

        assertThat(DeviceCheck.judge(gpu, Optional.of("no such device")))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("no such device", Finding::found);
        assertThat(DeviceCheck.judge(gpu, Optional.empty())).isEqualTo(Finding.ok("device", "cuda:3 is there"));
    }

    @Test
    void portsThatAreTakenAreNamedWithWhoWantsThem() {
        assertThat(PortsCheck.judge(List.of())).isEqualTo(Finding.ok("ports", "8081, 8640, 9092 are free"));
        assertThat(PortsCheck.judge(List.of(8640, 9092)))
                .returns(Verdict.WARNING, Finding::verdict)
                .returns("taken: 8640 of ddpo console, 9092 of ddpo broker", Finding::found);
    }
}
