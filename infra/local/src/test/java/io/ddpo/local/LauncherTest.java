package io.ddpo.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ddpo} in a checkout of its own, whose Maven and Java are scripts that report how they were called. */
class LauncherTest {

    private static final String JAVA = """
            #!/bin/sh
            case $1 in
            -version) echo 'openjdk version "%s" 2025-04-15' >&2 ;;
            --list-modules) echo jdk.compiler@17 ;;
            *) while [ $# -gt 0 ] && [ "$1" != -jar ]; do shift; done; shift; printf '<%%s>' "$@" ;;
            esac
            """;

    private static final String MAVEN = """
            #!/bin/sh
            echo "[INFO] Building ddpo-local 0.1.0 [8/8]"
            if grep -q broken pom.xml; then echo "[ERROR] no such type"; exit 1; fi
            case "$*" in *unpack@registry) echo fetched >> fetches; exit ;; esac
            mkdir -p infra/local/target/quick && touch infra/local/target/quick/ddpo.jar
            echo built >> builds
            """;

    @TempDir
    Path temp;

    private Path checkout;
    private Path javaHome;

    @BeforeEach
    void layOutACheckout() throws IOException {
        checkout = Files.createDirectories(temp.resolve("my checkout"));
        javaHome = temp.resolve("my jdk");
        Files.copy(Path.of("../../ddpo"), checkout.resolve("ddpo"));
        checkout.resolve("ddpo").toFile().setExecutable(true);
        Files.createDirectories(checkout.resolve("infra/local/src/main"));
        Files.createDirectories(checkout.resolve("learner/src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        script(checkout.resolve("mvnw"), MAVEN);
        script(javaHome.resolve("bin/java"), JAVA.formatted("17.0.15"));
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        assertThat(ddpo().output()).contains("ddpo: building");
        assertThat(ddpo().output()).doesNotContain("building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainAfterASourceHasChanged() throws Exception {
        ddpo();
        Path source = Files.writeString(checkout.resolve("learner/src/main/Learner.java"), "class Learner {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        ddpo();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void fetchesASchemaRegistryForWhoeverWantsOneAndOnce() throws Exception {
        ddpo("demo");
        ddpo("up", "--registry", "memory:");
        ddpo("up", "--help");
        assertThat(checkout.resolve("fetches")).doesNotExist();

        assertThat(ddpo("up", "--samplers", "2").output()).contains("ddpo: fetching a schema registry");
        assertThat(ddpo("registry").output()).doesNotContain("fetching").endsWith("ddpo.jar><registry>");
        assertThat(Files.readAllLines(checkout.resolve("fetches"))).hasSize(1);
    }

    @Test
    void keepsItsOwnVariableFromTheRoles() throws Exception {
        script(
                javaHome.resolve("bin/java"),
                JAVA.formatted("17.0.15").replace("case $1", "env; echo \"all: $*\"\ncase $1"));

        Result result = run(
                checkout.resolve("ddpo"),
                Map.of("JAVA_HOME", javaHome.toString(), "DDPO_JAVA_OPTS", "-Xmx2g"),
                List.of("sampler"));

        assertThat(result.output()).contains(" -Xmx2g -jar ").doesNotContain("DDPO_JAVA_OPTS");
    }

    @Test
    void handsArgumentsOverAsTheyAre() throws Exception {
        assertThat(ddpo("sample", "--prompt", "a fox, \"red\" $HOME", "").output())
                .endsWith("ddpo.jar><sample><--prompt><a fox, \"red\" $HOME><>");
    }

    @Test
    void runsThroughALinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("linked"), checkout.resolve("ddpo"));
        Result result = run(link, Map.of("JAVA_HOME", javaHome.toString()), List.of("demo"));
        assertThat(result.output()).endsWith("/my checkout/infra/local/target/quick/ddpo.jar><demo>");
    }

    @Test
    void passesTheErrorsOfABrokenBuildOnAndDoesNotRun() throws Exception {
        Files.writeString(checkout.resolve("pom.xml"), "broken");
        Result result = ddpo("demo");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .contains("no such type\nddpo: the build failed; its log is ")
                .doesNotContain("<demo>");
    }

    @Test
    void saysWhatToInstallWhereJavaIsTooOld() throws Exception {
        script(javaHome.resolve("bin/java"), JAVA.formatted("11.0.2"));
        Result result = ddpo("demo");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("ddpo: " + javaHome + "/bin/java is Java 11.0.2: a JDK 17 or newer is needed; install one");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJava() throws Exception {
        Path tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : List.of("dirname", "readlink")) {
            script(tools.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
        }
        Result result = run(checkout.resolve("ddpo"), Map.of("PATH", tools.toString()), List.of());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).startsWith("ddpo: no java was found: a JDK 17 or newer is needed; install one");
    }

    private Result ddpo(String... arguments) throws Exception {
        return run(checkout.resolve("ddpo"), Map.of("JAVA_HOME", javaHome.toString()), List.of(arguments));
    }

    private Result run(Path command, Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("/bin/sh", command.toString()));
        line.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(temp.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    private long builds() throws IOException {
        return Files.readAllLines(checkout.resolve("builds")).size();
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    private record Result(int status, String output) {}
}
