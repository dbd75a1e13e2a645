package io.ddpo.console;

import io.ddpo.service.process.RoleMain;
import java.util.Optional;

/** The console as a process of its own. */
public final class ConsoleMain {
    private ConsoleMain() {}

    /** Does not return. */
    public static void main(String[] args) {
        RoleMain.main(new ConsoleRole(Optional.empty(), address -> System.out.println("console: " + address)), args);
    }
}
