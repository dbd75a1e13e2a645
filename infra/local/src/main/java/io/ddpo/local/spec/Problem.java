package io.ddpo.local.spec;

/**
 * What is wrong with a setting.
 *
 * @param path of the setting in the specification
 * @param sentence what was expected and what was found
 */
record Problem(Place place, String path, String sentence) {

    @Override
    public String toString() {
        return place + " " + (path.isEmpty() ? "" : path + ": ") + sentence;
    }
}
