package io.ddpo.local.suite;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.service.Closer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the cluster of the suite comes from. */
interface ClusterProvider {
    /** Which it is, and why or of what. */
    String description();

    /**
     * Starts a broker and a schema registry, and returns when they answer.
     *
     * @param folder for what they keep
     * @param started takes what is to be closed, even if this fails
     */
    ClusterAccess start(Path folder, Closer started) throws Exception;

    /**
     * The one that is wanted.
     *
     * @param wanted value of {@code -Dcluster}
     * @param silence why Docker does not answer; empty if it does; asked only where that matters
     * @throws IllegalArgumentException if there is none of that name
     * @throws IllegalStateException if it needs a Docker that does not answer
     */
    static ClusterProvider choose(String wanted, Supplier<Optional<String>> silence) {
        return switch (wanted) {
            case "auto" ->
                silence.get()
                        .<ClusterProvider>map(why -> new EmbeddedProvider("Docker does not answer: " + why))
                        .orElseGet(ContainersProvider::ofCompose);
            case "containers" -> {
                silence.get().ifPresent(ClusterProvider::requireDocker);
                yield ContainersProvider.ofCompose();
            }
            case "embedded" -> new EmbeddedProvider("-Dcluster=embedded");
            default ->
                throw new IllegalArgumentException(
                        "-Dcluster: expected auto, containers or embedded, got '" + wanted + "'");
        };
    }

    private static void requireDocker(String silence) {
        throw new IllegalStateException(
                "-Dcluster=containers: expected Docker to answer, got '%s'; start it or set DOCKER_HOST, or leave"
                                .formatted(silence)
                        + " -Dcluster out to test on an embedded cluster");
    }
}
