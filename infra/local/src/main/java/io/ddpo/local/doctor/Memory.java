package io.ddpo.local.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Memory of this machine, or of the container it is.
 *
 * @param total in bytes
 * @param available in bytes, without swapping; empty where the system does not say
 */
record Memory(long total, OptionalLong available) {
    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    static Memory ofThisMachine() throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        OptionalLong available =
                Files.isReadable(SYSTEM) ? available(Files.readAllLines(SYSTEM)) : OptionalLong.empty();
        // the system's file is about the whole machine, even in a container that may use less
        return new Memory(
                total, available.stream().map(bytes -> Math.min(bytes, total)).findFirst());
    }

    /** As Linux tells it, in kB. */
    static OptionalLong available(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(AVAILABLE))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }
}
