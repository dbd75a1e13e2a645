package io.ddpo.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Linux says of a process.
 *
 * @param residentMb memory that it has in place
 * @param ownMb that part of it which is no file's: heap, stacks, libtorch
 * @param files open ones, sockets among them, that are no segments of a log
 * @param segments open files of the broker's data
 */
record Proc(double residentMb, double ownMb, int threads, int files, int segments) {
    private static final double KB_A_MB = 1024;

    /**
     * Looks at a process; empty if it has ended.
     *
     * @param data folder of the broker's data
     */
    static Optional<Proc> of(long pid, Path data) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            List<String> status = Files.readAllLines(folder.resolve("status"));
            int files = 0;
            int segments = 0;
            for (Path descriptor : open.toList()) {
                if (isBelow(descriptor, data)) {
                    segments++;
                } else {
                    files++;
                }
            }
            return Optional.of(new Proc(
                    number(status, "VmRSS") / KB_A_MB,
                    number(status, "RssAnon") / KB_A_MB,
                    (int) number(status, "Threads"),
                    files,
                    segments));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // it ended meanwhile
        }
    }

    private static boolean isBelow(Path descriptor, Path data) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(data);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static double number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }
}
