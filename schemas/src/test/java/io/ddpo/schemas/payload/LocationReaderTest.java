package io.ddpo.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.Broker;
import io.ddpo.schemas.avro.Location;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plain text stands for trajectories: the reader does not care. */
@Tag("broker")
class LocationReaderTest {

    private final Broker broker = Broker.shared();
    private final LocationReader<String> reader =
            new LocationReader<>(broker.consumer(), new StringDeserializer(), Duration.ofSeconds(2));

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void manyRecordsArriveInTheOrderOfTheLogHoweverTheyAreAskedFor() throws Exception {
        List<Location> all = publish(broker.run("many").trajectories(), 400);
        List<Location> asked = new ArrayList<>(all.subList(0, 5)); // side by side
        asked.addAll(List.of(all.get(20), all.get(21), all.get(399))); // and far apart
        Collections.shuffle(asked, new Random(1));
        List<Location> seen = new ArrayList<>();

        reader.forEach(asked, (location, value) -> {
            assertThat(value).isEqualTo("latents of " + location.getTrajectoryId());
            seen.add(location);
        });

        assertThat(seen).containsExactlyInAnyOrderElementsOf(asked).isSortedAccordingTo(Locations.LOG_ORDER);
        assertThat(seen).extracting(Location::getPartition).contains(0, 3);
    }

    @Test
    void oneRecordIsReadByItself() throws Exception {
        List<Location> all = publish(broker.run("one").trajectories(), 10);

        assertThat(reader.read(all.get(7))).isEqualTo("latents of t7");
        assertThat(reader.read(all.get(2))).isEqualTo("latents of t2");
    }

    @Test
    void aRecordWithAnotherKeyOrValueIsRefused() throws Exception {
        Location location = publish(broker.run("other").trajectories(), 1).get(0);
        String place = "topic other.trajectories partition " + location.getPartition() + " offset 0: ";

        assertRefused(
                Location.newBuilder(location).setTrajectoryId("t1").build(),
                place + "expected trajectory t1, found t0");
        assertRefused(
                Location.newBuilder(location).setSha256("0".repeat(64)).build(),
                place + "expected SHA-256 " + "0".repeat(64) + ", found " + location.getSha256());
    }

    @Test
    void aRecordThatWasDeletedIsMissing() throws Exception {
        List<Location> all = publish(broker.run("deleted").trajectories(), 40);
        Location first = all.get(0);
        TopicPartition partition = Locations.partition(first);
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }

        assertRefused(
                first,
                "topic deleted.trajectories partition " + first.getPartition()
                        + " offset 0: expected a record, found none in the log");
    }

    @Test
    void aRecordThatWasNeverWrittenIsMissing() throws Exception {
        Location next = Location.newBuilder(
                        publish(broker.run("next").trajectories(), 1).get(0))
                .setOffset(1)
                .build();

        assertRefused(
                next,
                "topic next.trajectories partition " + next.getPartition()
                        + " offset 1: expected a record, found none within 2000 ms");
    }

    @Test
    void twoLocationsOfOneRecordAreRefused() throws Exception {
        Location location = publish(broker.run("twice").trajectories(), 1).get(0);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> reader.forEach(List.of(location, location), (where, value) -> {}))
                .withMessage("topic twice.trajectories partition " + location.getPartition()
                        + " offset 0: expected one location, found two");
    }

    @Test
    void goesOnWhereARecordIsMissingOrAnotherOne() throws Exception {
        List<Location> all = publish(broker.run("damaged").trajectories(), 40);
        Location gone = all.get(0);
        Location other =
                Location.newBuilder(all.get(7)).setSha256("0".repeat(64)).build();
        Location beyond = Location.newBuilder(all.get(39)).setOffset(1000L).build();
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(Locations.partition(gone), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
        List<Location> seen = new ArrayList<>();
        List<Location> problems = new ArrayList<>();

        reader.forEach(
                List.of(gone, all.get(2), other, all.get(9), all.get(38), beyond),
                (location, value) -> seen.add(location),
                (location, problem) -> problems.add(location));

        assertThat(seen).containsExactlyInAnyOrder(all.get(2), all.get(9), all.get(38));
        assertThat(problems).containsExactlyInAnyOrder(gone, other, beyond);
    }

    private void assertRefused(Location location, String message) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> reader.read(location))
                .withMessage(message);
    }

    private List<Location> publish(String topic, int count) throws Exception {
        List<Location> locations = new ArrayList<>();
        try (Producer<String, byte[]> producer = broker.producer(new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] value = ("latents of t" + i).getBytes(StandardCharsets.UTF_8);
                ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, i % 2 * 3, "t" + i, value);
                locations.add(Locations.of(producer.send(message).get(), "t" + i, value));
            }
        }
        return locations;
    }
}
