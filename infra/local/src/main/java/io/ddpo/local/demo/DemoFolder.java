package io.ddpo.local.demo;

import io.ddpo.local.report.Folders;
import io.ddpo.local.report.Report;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run on this machine keeps everything. A file marks it, so that nobody's other files are taken for a run's, and
 * has the run's name. Replays and forks of the run may lie in the same log.
 *
 * @param path of the folder
 * @param run that it was made for
 */
record DemoFolder(Path path, String run) {
    private static final String MARK = ".ddpo-demo";
    private static final String RUN = "run: ";
    private static final String KAFKA = "kafka";
    private static final String SCRATCH = "scratch";
    private static final String LOG = "ddpo.log";

    /**
     * Makes the folder, or takes up the one that was made for the run.
     *
     * @param fresh whether to delete first what a run left there, and nothing else
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it is a file, or holds what no run made, or another run
     */
    static DemoFolder open(Path path, String run, boolean fresh) throws IOException {
        DemoFolder folder = new DemoFolder(path, run);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw folder.refusal("a file");
        }
        if (Files.isDirectory(path) && !folder.isMarked() && !folder.isEmpty()) {
            throw folder.refusal("one with other files");
        }
        if (folder.isMarked() && !fresh && !runIn(path).equals(run)) {
            throw folder.refusal("that of run " + runIn(path));
        }
        if (fresh) {
            folder.clear();
        }
        Files.createDirectories(path);
        if (!folder.isMarked()) {
            Files.writeString(path.resolve(MARK), RUN + run + "\nddpo keeps it here; --fresh deletes it\n");
        }
        return folder;
    }

    /**
     * A folder that was made before.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if there is none
     */
    static DemoFolder existing(Path path) {
        if (!exists(path)) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "expected the folder of a run or of a policy, got %s".formatted(path));
        }
        return new DemoFolder(path, runIn(path));
    }

    /** Whether a folder was made before. */
    static boolean exists(Path path) {
        return Files.exists(path.resolve(MARK)) && Files.isDirectory(path.resolve(KAFKA));
    }

    /** Folders of earlier releases do not say it: theirs is the demo's. */
    private static String runIn(Path path) {
        Path mark = path.resolve(MARK);
        try (Stream<String> lines = Files.exists(mark) ? Files.lines(mark) : Stream.empty()) {
            return lines.findFirst()
                    .filter(line -> line.startsWith(RUN))
                    .map(line -> line.substring(RUN.length()))
                    .filter(RunNames::isValid)
                    .orElse(DemoSpecification.RUN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the broker keeps the log of the run. */
    Path kafka() {
        return path.resolve(KAFKA);
    }

    /** Where the learner puts what need not outlive it. */
    Path scratch() throws IOException {
        return Files.createDirectories(path.resolve(SCRATCH));
    }

    private void clear() throws IOException {
        List<String> made = new ArrayList<>(Report.FILES);
        // the mark last: a deletion that was interrupted can be repeated
        made.addAll(List.of(KAFKA, SCRATCH, LOG, MARK));
        for (String name : made) {
            Folders.delete(path.resolve(name));
        }
    }

    private boolean isMarked() {
        return Files.exists(path.resolve(MARK));
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private FatalRoleException refusal(String got) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT,
                "--out: expected a new folder or one of run %s, got %s at %s".formatted(run, got, path));
    }
}
