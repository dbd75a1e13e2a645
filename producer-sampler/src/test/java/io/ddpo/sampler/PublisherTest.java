package io.ddpo.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.payload.Sha256;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private static final String TRAJECTORIES = Written.RUN.trajectories();

    private final Written log = new Written();
    private final TrajectoryRecords records = new TrajectoryRecords("sampler-1", Sampled.SHAPE, Sampled.DECODER);

    @Test
    void saysWhereEachTrajectoryLiesAndHowToRecogniseIt() {
        List<Location> locations = log.publisher.trajectories(List.of(trajectory(0), trajectory(1)));

        assertThat(locations).extracting(Location::getTrajectoryId).containsExactly("t-1", "t-2");
        assertThat(locations).extracting(Location::getTopic).containsOnly(TRAJECTORIES);
        assertThat(locations).extracting(Location::getOffset).containsExactly(0L, 1L);
        assertThat(locations)
                .extracting(Location::getSha256)
                .containsExactlyElementsOf(log.records(TRAJECTORIES).stream()
                        .map(written -> Sha256.hex(written.value()))
                        .toList());
    }

    @Test
    void trajectoriesAreKeyedById() {
        log.publisher.trajectories(List.of(trajectory(1)));

        assertThat(log.records(TRAJECTORIES).get(0).key()).isEqualTo("t-2");
        assertThat(log.values(TRAJECTORIES, Trajectory.class)).containsExactly(trajectory(1));
    }

    @Test
    void aRequestIsWrittenAnewUnderItsId() {
        log.publisher.again(Requests.sound());

        assertThat(log.records(Written.RUN.rolloutRequests()).get(0).key()).isEqualTo("r-7");
        assertThat(log.values(Written.RUN.rolloutRequests(), RolloutRequest.class))
                .containsExactly(Requests.sound());
    }

    @Test
    void whatIsNotAcknowledgedFails() {
        MockProducer<String, byte[]> broken =
                new MockProducer<>(Cluster.empty(), false, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized void flush() {
                        errorNext(new TimeoutException("no broker"));
                    }
                };
        Publisher publisher = new Publisher(Written.RUN, broken, log.registry);

        assertThatThrownBy(() -> publisher.trajectories(List.of(trajectory(0))))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no broker");
    }

    private Trajectory trajectory(int index) {
        return records.of(Requests.sound(), index, Sampled.trajectory(4));
    }
}
