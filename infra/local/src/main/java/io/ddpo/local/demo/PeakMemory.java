package io.ddpo.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process ever held at once, as Linux counts it: heap, native memory and mapped files. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK_RSS = "VmHWM:";
    private static final double BYTES_PER_KIB = 1024;
    private static final double BYTES_PER_MB = 1e6;

    private PeakMemory() {}

    /** In MB (10⁶ bytes). */
    static double megabytes() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(candidate -> candidate.startsWith(PEAK_RSS))
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + ": expected a line " + PEAK_RSS + ", got none"));
        return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB / BYTES_PER_MB;
    }
}
