package io.ddpo.local.cluster;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a program is run in a JVM like this one.
 *
 * @param main of the program, on the class path of this one; it is not asked for where the class path is one jar
 */
public record JavaCommand(Class<?> main) {
    /** Signals that are ignored when a program begins stay so, in a JVM too. */
    private static final List<String> DEAF = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "ddpo");

    /**
     * Deaf to Ctrl-C and to a terminal that is closed; the shell becomes the JVM, so that the process id stays.
     *
     * @param more options of the JVM
     * @return to be followed by the arguments of the program
     */
    public List<String> deaf(List<String> more) {
        List<String> command = new ArrayList<>(DEAF);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib:jdwp")) // its port is taken
                .filter(option -> !option.startsWith(Tether.OPTION))
                .forEach(command::add);
        command.addAll(more);
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, main.getName()));
        }
        return command;
    }
}
