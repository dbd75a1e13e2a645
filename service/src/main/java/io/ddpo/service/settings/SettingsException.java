package io.ddpo.service.settings;

import java.util.List;

/** Settings that cannot be used, with every problem found: one sentence each, place first. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Settings with the given problems, at least one. */
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems: expected at least one, got none");
        }
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem, such as {@code --batch: expected an integer for 'batch', got 'x'}. */
    public List<String> problems() {
        return problems;
    }
}
