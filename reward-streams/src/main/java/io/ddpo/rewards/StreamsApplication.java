package io.ddpo.rewards;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.ops.Metrics;
import io.ddpo.service.ops.Status;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** An application on Kafka Streams. */
final class StreamsApplication implements Application {
    /** It leaves the group, so that whoever comes next need not wait until its session is over. */
    private static final CloseOptions LEAVE =
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

    private final KafkaStreams streams;
    private final ThreadFailures failures;
    private boolean closing;

    private StreamsApplication(KafkaStreams streams, ThreadFailures failures) {
        this.streams = streams;
        this.failures = failures;
    }

    static StreamsApplication start(
            Topology topology, Properties configuration, ThreadFailures failures, Metrics metrics) {
        KafkaStreams streams = new KafkaStreams(topology, configuration);
        streams.setUncaughtExceptionHandler(failures);
        metrics.bind(new KafkaStreamsMetrics(streams));
        streams.start();
        return new StreamsApplication(streams, failures);
    }

    @Override
    public void check() {
        failures.fatal().ifPresent(fatal -> {
            throw fatal;
        });
        if (streams.state().hasStartedOrFinishedShuttingDown()) {
            throw new FatalRoleException(
                    ExitCode.UNEXPECTED, "rewards: expected the stream application to run, found it " + state());
        }
    }

    @Override
    public Status status() {
        return streams.state() == KafkaStreams.State.RUNNING ? Status.up(state()) : Status.down(state());
    }

    @Override
    public boolean closed() {
        if (!closing) {
            closing = true;
            Thread closer = new Thread(() -> streams.close(LEAVE), "close-streams");
            closer.setDaemon(true); // the role's own bound decides how long to wait
            closer.start();
        }
        return streams.state().hasCompletedShutdown();
    }

    private String state() {
        return streams.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
