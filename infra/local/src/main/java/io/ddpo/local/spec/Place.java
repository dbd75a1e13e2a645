package io.ddpo.local.spec;

/**
 * Where a setting was written.
 *
 * @param source a file, or the name of what lies under it
 * @param line from 1; 0 where there is none to tell
 */
record Place(String source, int line) implements Comparable<Place> {

    /** In a source as a whole. */
    static Place in(String source) {
        return new Place(source, 0);
    }

    @Override
    public int compareTo(Place other) {
        int bySource = source.compareTo(other.source);
        return bySource == 0 ? Integer.compare(line, other.line) : bySource;
    }

    @Override
    public String toString() {
        return line == 0 ? "[" + source + "]" : "[" + source + ":" + line + "]";
    }
}
