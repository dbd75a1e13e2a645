package io.ddpo.local.spec;

import io.ddpo.schemas.avro.Prompt;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prompts of a user, one a line; blank lines are passed over. */
public final class PromptFile {
    private PromptFile() {}

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the file cannot be read or has no prompt */
    public static List<Prompt> read(Path file) {
        try {
            List<Prompt> prompts = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> new Prompt(line.strip(), Map.of()))
                    .toList();
            if (prompts.isEmpty()) {
                throw refusal(file, "none", null);
            }
            return prompts;
        } catch (CharacterCodingException e) {
            throw refusal(file, "something that is not UTF-8 text", e);
        } catch (IOException e) {
            throw refusal(file, whyUnreadable(file), e);
        }
    }

    private static String whyUnreadable(Path file) {
        if (Files.isDirectory(file)) {
            return "a folder";
        }
        return Files.exists(file) ? "a file that may not be read" : "no such file";
    }

    private static FatalRoleException refusal(Path file, String got, Exception e) {
        return new FatalRoleException(
                ExitCode.BAD_INPUT, "[%s] expected prompts, one a line, got %s".formatted(file, got), e);
    }
}
