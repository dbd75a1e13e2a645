package io.ddpo.local.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The log file of a run. While it is open it takes what {@code logback.xml} lets pass: warnings and errors of every
 * library, and from {@code INFO} on what ddpo itself says. The embedded broker's errors are then in the file alone.
 */
public final class LogFile implements AutoCloseable {

    static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger - %msg %kvp%n";

    private final Path path;
    private final FileAppender<ILoggingEvent> appender;
    private final BrokerFilter quiet = new BrokerFilter();

    private LogFile(Path path, FileAppender<ILoggingEvent> appender) {
        this.path = path;
        this.appender = appender;
    }

    /**
     * Opens {@code ddpo.log} in a folder, which is made where it is missing; an existing file is continued.
     *
     * @throws IOException if the folder cannot be made or the file cannot be written
     */
    public static LogFile in(Path folder) throws IOException {
        Path path = Files.createDirectories(folder).resolve("ddpo.log");
        if (!Files.exists(path)) {
            Files.createFile(path);
        } else if (!Files.isWritable(path)) {
            throw new IOException(path + ": expected a file that can be written");
        }
        LogFile file = new LogFile(path, appender(path));
        root().addAppender(file.appender);
        file.quiet.start();
        root().getAppender("CONSOLE").addFilter(file.quiet);
        return file;
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        quiet.stop();
        root().detachAppender(appender);
        appender.stop();
    }

    private static FileAppender<ILoggingEvent> appender(Path path) {
        LoggerContext context = root().getLoggerContext();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(path.toString());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
