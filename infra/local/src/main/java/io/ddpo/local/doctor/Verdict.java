package io.ddpo.local.doctor;

import java.util.Locale;

/** How something was found. */
public enum Verdict {
    /** As it should be. */
    OK,
    /** Work can begin, and may be slow, or end where it need not. */
    WARNING,
    /** Work would be refused or fail. */
    WRONG;

    /** As people and programs read it, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
