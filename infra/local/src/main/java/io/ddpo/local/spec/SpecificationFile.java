package io.ddpo.local.spec;

import io.ddpo.local.spec.Value.Group;
import io.ddpo.local.spec.Value.Scalar;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.specification.SpecificationCheck;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A run's specification as people write it: {@code run}, {@code baseModel}, {@code preset}, and whatever else is to be
 * other than the preset says. Names are those of {@link RunSpecification}.
 */
public final class SpecificationFile {
    static final String PRESET = "preset";

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    private SpecificationFile(Path file) {
        this.file = file;
    }

    /** What else may be asked of a specification: its problems, each a sentence that begins with a path and a colon. */
    public interface Check {
        List<String> problems(RunSpecification specification);
    }

    /**
     * Reads the specification that a file makes, with its preset and the published defaults.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} and every problem on a line of its own, if there is one
     */
    public static RunSpecification read(Path file) {
        return read(file, any -> List.of());
    }

    /** The same with problems of another kind among them. */
    public static RunSpecification read(Path file, Check more) {
        return new SpecificationFile(file).read(more);
    }

    private RunSpecification read(Check more) {
        Group written = Yaml.read(text(), file.toString(), problems::add).orElseThrow(this::refusal);
        Group all = new ShortForms(file.toAbsolutePath().getParent(), problems::add).expand(layered(written));
        RunSpecification specification =
                new RecordReader(problems::add).read(RunSpecification.class, all, StandIn.SPECIFICATION);
        SpecificationCheck.problems(specification).forEach(sentence -> addUnlessCovered(sentence, all, written));
        more.problems(specification).forEach(sentence -> addUnlessCovered(sentence, all, written));
        if (!problems.isEmpty()) {
            throw refusal();
        }
        return specification;
    }

    private FatalRoleException refusal() {
        return refusal(
                problems.stream()
                        .sorted(Comparator.comparing(Problem::place))
                        .map(Problem::toString)
                        .collect(Collectors.joining(System.lineSeparator())),
                null);
    }

    private Group layered(Group written) {
        Value given = written.values().get(PRESET);
        if (given == null) {
            return Presets.under(written, "");
        }
        String name = given instanceof Scalar scalar ? scalar.text() : "";
        boolean known = Presets.NAMES.contains(name);
        if (!known) {
            String expected = "expected one of " + String.join(", ", Presets.NAMES);
            problems.add(new Problem(given.place(), PRESET, expected + ", found " + given.description()));
        }
        return Presets.under(written.without(PRESET), known ? name : "");
    }

    /** What was found to be wrong is not told a second time because of what stands in for it. */
    private void addUnlessCovered(String sentence, Group settings, Group written) {
        int end = sentence.indexOf(": ");
        String path = sentence.substring(0, end);
        boolean covered = problems.stream()
                .map(Problem::path)
                .anyMatch(wrong -> lies(path, wrong) || lies(wrong, path) || sentence.contains(" " + wrong + " ("));
        if (!covered) {
            problems.add(problem(path, sentence.substring(end + 2), Places.of(path, settings), written));
        }
    }

    /** What lies under the file is wrong because of what the file says. */
    private static Problem problem(String path, String sentence, Place place, Group written) {
        if (place.source().equals(written.place().source())) {
            return new Problem(place, path, sentence);
        }
        return Places.mentioned(sentence, written)
                .map(cause -> new Problem(cause, path, sentence + " (" + place.source() + ")"))
                .orElseGet(() -> new Problem(place, path, sentence));
    }

    /** Whether a path is another one, or leads into it. */
    private static boolean lies(String path, String within) {
        return path.equals(within) || path.startsWith(within + ".") || path.startsWith(within + "[");
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw refusal("[" + file + "] expected a specification in YAML, found something that is not UTF-8 text", e);
        } catch (IOException e) {
            String found = Files.isDirectory(file)
                    ? "a folder"
                    : Files.exists(file) ? "a file that may not be read" : "no such file";
            throw refusal("[" + file + "] expected a specification in YAML, found " + found, e);
        }
    }

    private static FatalRoleException refusal(String sentence, Exception cause) {
        return new FatalRoleException(ExitCode.BAD_INPUT, sentence, cause);
    }
}
