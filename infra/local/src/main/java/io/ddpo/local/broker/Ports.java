package io.ddpo.local.broker;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback address. A port that is free may be taken before it is used; the broker then says so. */
public final class Ports {
    /** What a user gives to have any free port. */
    public static final int ANY = 0;

    private static final int HIGHEST = 65_535;

    private Ports() {}

    /** The port itself if it is free, or else any that is. */
    public static int prefer(int port) {
        try {
            return choose(port);
        } catch (FatalRoleException taken) {
            return choose(ANY);
        }
    }

    /**
     * The port itself, or a free one for {@link #ANY}.
     *
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if it is taken or none at all
     */
    public static int choose(int port) {
        if (port < ANY || port > HIGHEST) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT, "--port: expected 0 (any free port) to 65535, got " + port);
        }
        try (ServerSocket socket = new ServerSocket()) {
            // as the broker does: a port in TIME_WAIT counts as free
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "--port: expected a free port on 127.0.0.1, got %d (%s)".formatted(port, e.getMessage()),
                    e);
        }
    }
}
