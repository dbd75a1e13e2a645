package io.ddpo.local.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Keeps the embedded broker's own log from the console while it is started. Some of its errors are none (a slow disk is
 * reported as one), and of those that end it {@link io.ddpo.local.broker.BrokerFaults} tells in a sentence. Clients are
 * not concerned.
 */
final class BrokerFilter extends Filter<ILoggingEvent> {
    private static final List<String> BROKER = List.of(
            "kafka.",
            "org.apache.kafka.controller.",
            "org.apache.kafka.coordinator.",
            "org.apache.kafka.image.",
            "org.apache.kafka.metadata.",
            "org.apache.kafka.queue.",
            "org.apache.kafka.raft.",
            "org.apache.kafka.server.",
            "org.apache.kafka.storage.");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean broker = BROKER.stream().anyMatch(event.getLoggerName()::startsWith);
        return isStarted() && broker ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
