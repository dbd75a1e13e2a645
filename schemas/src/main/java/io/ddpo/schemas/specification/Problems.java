package io.ddpo.schemas.specification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects one sentence per value that is not what it should be, its path first. */
final class Problems {
    private final List<String> sentences = new ArrayList<>();

    void require(boolean fulfilled, String path, String expected, Object found) {
        if (!fulfilled) {
            sentences.add(path + ": expected " + expected + ", found " + found);
        }
    }

    void atLeast(int minimum, String path, int found) {
        require(found >= minimum, path, "at least " + minimum, found);
    }

    void positive(String path, double found) {
        require(found > 0 && Double.isFinite(found), path, "a number greater than 0", found);
    }

    void notNegative(String path, double found) {
        require(found >= 0 && Double.isFinite(found), path, "a number of at least 0", found);
    }

    /** Above 0, at most 1. */
    void share(String path, double found) {
        require(found > 0 && found <= 1, path, "a number in (0, 1]", found);
    }

    void notBlank(String path, String found) {
        require(!found.isBlank(), path, "some text", "'" + found + "'");
    }

    void notEmpty(String path, Collection<?> found) {
        require(!found.isEmpty(), path, "at least one", "none");
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
