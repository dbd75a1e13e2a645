package io.ddpo.local.cli;

import io.ddpo.local.logging.ProcessLog;
import io.ddpo.service.process.Role;
import io.ddpo.service.process.RoleMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Unmatched;

/**
 * A role as a process of its own. Its settings are the role's own: everything on the command line is handed over as it
 * is, {@code --help} included, but for two short forms.
 */
abstract class RoleCommand implements Callable<Integer> {
    private static final Map<String, String> SHORT =
            Map.of("--bootstrap", "--kafka.bootstrap.servers", "--registry", "--registry.url");

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    abstract Role role();

    /** Runs until the role has ended. */
    @Override
    public Integer call() {
        ProcessLog.toStandardError();
        return RoleMain.run(role(), inFull(arguments)).status();
    }

    /** With the settings' own names instead of short forms. */
    static List<String> inFull(List<String> arguments) {
        return arguments.stream().map(RoleCommand::inFull).toList();
    }

    private static String inFull(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        return SHORT.getOrDefault(name, name) + (equals < 0 ? "" : argument.substring(equals));
    }
}
