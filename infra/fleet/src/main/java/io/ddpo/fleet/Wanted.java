package io.ddpo.fleet;

/**
 * Processes of one role that a run is to have.
 *
 * @param asked how many the log asks for
 * @param count how many it gets
 * @param limit why these are fewer, in a sentence; empty where they are not
 */
public record Wanted(String run, WorkerRole role, int asked, int count, String limit) {
    public Wanted {
        if (count < 0 || count > asked) {
            throw new IllegalArgumentException(
                    "run %s: expected 0 to %d processes of %s, got %d".formatted(run, asked, role.text(), count));
        }
    }

    /** As many as were asked for. */
    static Wanted all(String run, WorkerRole role, int asked) {
        return new Wanted(run, role, asked, asked, "");
    }

    /** At most so many. */
    Wanted atMost(int most, String why) {
        return count <= most ? this : new Wanted(run, role, asked, most, why);
    }
}
