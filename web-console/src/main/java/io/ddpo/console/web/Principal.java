package io.ddpo.console.web;

/**
 * Who asks.
 *
 * @param name as commands will say it
 * @param mayOperate whether they may steer, and not only look
 * @param session the cookie that says so; empty for programs, and where nobody logs in
 */
record Principal(String name, boolean mayOperate, String session) {
    boolean hasSession() {
        return !session.isEmpty();
    }
}
