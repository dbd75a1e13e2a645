package io.ddpo.local.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** The log of a process whose standard error somebody keeps: all of it, rather than the errors alone. */
public final class ProcessLog {
    private ProcessLog() {}

    /** From now on standard error has every line that {@code logback.xml} lets pass, in the form of a log file. */
    public static void toStandardError() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("CONSOLE");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setPattern(LogFile.PATTERN);
        encoder.start();
        console.clearAllFilters();
        console.setEncoder(encoder);
    }
}
