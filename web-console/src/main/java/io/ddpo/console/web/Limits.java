package io.ddpo.console.web;

import java.time.Duration;
import java.time.InstantSource;

/** How much one address may ask for. On the event loop only. */
final class Limits {
    /** A guess every six seconds leaves a token of 16 characters alone for ages. */
    private static final int LOGINS = 10;

    /** More than anybody types; a script that runs away is stopped. */
    private static final int COMMANDS = 30;

    /** A gallery of 256 pictures, its neighbours on both sides, and somebody who drags the slider. */
    private static final int READS = 20_000;

    private final RateLimiter logins;
    private final RateLimiter commands;
    private final RateLimiter reads;

    Limits(InstantSource clock) {
        Duration minute = Duration.ofMinutes(1);
        logins = new RateLimiter("logins", LOGINS, minute, clock);
        commands = new RateLimiter("commands", COMMANDS, minute, clock);
        reads = new RateLimiter("requests", READS, minute, clock);
    }

    /** @throws RefusedException with 429 if it is too much */
    void take(Route.Kind kind, String address) {
        switch (kind) {
            case LOGIN -> logins.take(address);
            case COMMAND -> commands.take(address);
            default -> reads.take(address);
        }
    }
}
