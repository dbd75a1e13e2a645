package io.ddpo.local.doctor;

/**
 * What one check comes to.
 *
 * @param check what was looked at, in one or two words
 * @param found what is there
 * @param advice what to do about it; empty where all is well
 */
public record Finding(String check, Verdict verdict, String found, String advice) {
    /** @throws IllegalArgumentException for what is not well and nothing can be done about, or the other way round */
    public Finding {
        if (advice.isBlank() != (verdict == Verdict.OK)) {
            throw new IllegalArgumentException(
                    "%s: expected advice where something is not well, and only there, got '%s' for %s"
                            .formatted(check, advice, verdict));
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, "");
    }

    static Finding warning(String check, String found, String advice) {
        return new Finding(check, Verdict.WARNING, found, advice);
    }

    static Finding wrong(String check, String found, String advice) {
        return new Finding(check, Verdict.WRONG, found, advice);
    }
}
