package io.ddpo.local.cli;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them, in powers of 1000. */
final class MemorySize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(MB|GB)");

    private MemorySize() {}

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it is no such size */
    static long bytes(String option, String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "%s: expected a size such as 10GB or 500MB, got %s".formatted(option, text));
        }
        int zeros = size.group(2).equals("GB") ? 9 : 6;
        return new BigDecimal(size.group(1)).movePointRight(zeros).longValue();
    }
}
