package io.ddpo.local.cluster;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Apicurio Registry in this JVM, which is then its own. Its three hundred libraries are none of ours: they are loaded
 * apart, from the folder that the launcher unpacks them into, and see nothing of this class path.
 */
public final class SchemaServer {
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    /** Where the launcher puts it, below the installation. */
    private static final Path UNPACKED = Path.of("infra", "local", "target", "registry");

    private SchemaServer() {}

    /** Where roles find a registry that listens on a port of this machine. */
    public static String address(int port) {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** The program; empty where it was not fetched. */
    static Optional<Path> program() {
        Path folder = Path.of(System.getProperty("ddpo.home", "")).resolve(UNPACKED);
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it was not fetched */
    static Path required() {
        return program()
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        ("--registry: expected the program of a schema registry in %s, got none; the launcher of a"
                                        + " checkout fetches it, and memory: does without")
                                .formatted(UNPACKED)));
    }

    /**
     * Runs until the process is asked to end.
     *
     * @param data folder of its database, kept when it stops
     * @param port on the loopback address
     */
    public static void run(Path data, int port) throws IOException {
        URL program = required().toUri().toURL();
        System.setProperty("quarkus.http.host", "127.0.0.1");
        System.setProperty("quarkus.http.port", Integer.toString(port));
        System.setProperty(
                "apicurio.datasource.url",
                "jdbc:h2:file:" + Files.createDirectories(data).toAbsolutePath().resolve("schemas"));
        // twenty connections are for many users
        System.setProperty("apicurio.datasource.jdbc.initial-size", "1");
        System.setProperty("apicurio.datasource.jdbc.min-size", "1");
        ClassLoader apart = new URLClassLoader("registry", new URL[] {program}, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(apart);
        try {
            apart.loadClass(MAIN).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new FatalRoleException(
                    ExitCode.UNEXPECTED, "registry: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "[%s] expected the program of a schema registry, got %s".formatted(program, e),
                    e);
        }
    }
}
