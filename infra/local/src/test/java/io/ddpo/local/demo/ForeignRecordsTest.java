package io.ddpo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.local.Runs;
import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.AdvantageEntry;
import io.ddpo.schemas.avro.AdvantageScope;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.IterationClosed;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.OnRewardFailure;
import io.ddpo.schemas.avro.Outcome;
import io.ddpo.schemas.avro.Picture;
import io.ddpo.schemas.avro.RewardFailurePolicy;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.RunState;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.Locations;
import io.ddpo.schemas.topics.RunNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others write into the topics that a learner reads does not stop the run, and is said. */
@Tag("broker")
class ForeignRecordsTest {
    @TempDir
    static Path temp;

    private static TestCluster cluster;
    private static RunSpecification undisturbed;
    private static String undisturbedSha256;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.in(temp);
        undisturbed = cluster.create(specification("undisturbed"));
        undisturbedSha256 = cluster.train(undisturbed).getPolicySha256();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void theRunGoesOnAndEveryForeignRecordIsADeadLetter() throws Exception {
        RunSpecification run = cluster.create(specification("disturbed"));
        RunNames names = new RunNames(run.getRun());
        Set<String> read = new TreeSet<>();
        for (String topic : List.of(names.control(), names.advantages(), names.weightsVersions(), names.samples())) {
            read.addAll(write(topic, malformed(topic)));
        }
        for (String topic : List.of(names.weights(), names.trainingState(), names.trajectories())) {
            write(topic, malformed(topic)); // read by place alone, so that nobody ever sees these
        }
        read.addAll(write(names.advantages(), strangersToTheIteration(names)));
        read.addAll(write(
                names.weightsVersions(), List.of(cluster.bytes(names.weightsVersions(), manifestOfAnotherRun()))));

        WeightsManifest last = cluster.train(run);

        assertThat(last.getPolicySha256()).isEqualTo(undisturbedSha256);
        assertThat(last.getCounters()).containsEntry("trained", 16L).containsEntry("failed", 0L);
        Map<String, List<DeadLetter>> letters = letters(names).stream()
                .collect(Collectors.groupingBy(letter -> letter.getTopic() + "/" + letter.getOffset()));
        assertThat(letters.keySet()).isEqualTo(read);
        assertThat(letters.values()).allSatisfy(ofOneRecord -> {
            assertThat(ofOneRecord).hasSize(1);
            assertThat(ofOneRecord.get(0).getReason()).contains("expected", "found");
        });
    }

    @Test
    void aTrajectoryThatIsNotWhatItsOutcomeSaysIsADeadLetterAndItsSampleCountsAsFailed() throws Exception {
        RunSpecification run = cluster.create(specification("damaged"));
        RunNames names = new RunNames(run.getRun());
        Map<String, Trajectory> good =
                cluster.readable(new RunNames(undisturbed.getRun()).trajectories(), Trajectory.class).stream()
                        .filter(trajectory -> trajectory.getIteration() == 0)
                        .collect(Collectors.toMap(Trajectory::getId, Function.identity(), (a, b) -> a, TreeMap::new));
        Map<String, String> reasons = new TreeMap<>();
        List<String> ids = List.copyOf(good.keySet());
        for (Damage damage : Damage.values()) {
            Trajectory trajectory = good.get(ids.get(damage.ordinal()));
            answer(names, trajectory.getId(), damage.place(names, trajectory));
            reasons.put(trajectory.getId(), damage.reason);
        }

        WeightsManifest last = cluster.train(run);

        assertThat(last.getState()).isEqualTo(RunState.FINISHED);
        assertThat(last.getCounters())
                .containsEntry("trained", 16L - reasons.size())
                .containsEntry("failed", (long) reasons.size());
        Map<String, DeadLetter> letters = letters(names).stream()
                .filter(letter -> letter.getStage().equals("trajectories"))
                .collect(Collectors.toMap(letter -> letter.getKey().orElseThrow(), Function.identity()));
        assertThat(letters.keySet()).isEqualTo(reasons.keySet());
        reasons.forEach(
                (id, reason) -> assertThat(letters.get(id).getReason()).as(id).contains("expected", reason));
    }

    /** How a trajectory may lie in the log so that it cannot be trained on. */
    private enum Damage {
        TRUNCATED("found a record that ends too early") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return Arrays.copyOf(whole, whole.length / 2);
            }
        },
        MALFORMED("expected byte 0 of Confluent's wire format") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return "not a record".getBytes(StandardCharsets.UTF_8);
            }
        },
        NOT_A_NUMBER("expected finite logProbabilities") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return bytes(Trajectory.newBuilder(trajectory)
                        .setLogProbabilities(Collections.nCopies(3, Float.NaN))
                        .build());
            }
        },
        OF_ANOTHER_SHAPE("expected latentShape") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return bytes(Trajectory.newBuilder(trajectory)
                        .setLatentShape(List.of(1))
                        .setLatents(ByteBuffer.allocate(4))
                        .build());
            }
        },
        OF_ANOTHER_SCHEMA("found schema id") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return cluster.bytes("any.metrics", metric());
            }
        },
        OF_ANOTHER_RUN("expected baseDigest") {
            @Override
            byte[] value(byte[] whole, Trajectory trajectory) {
                return bytes(Trajectory.newBuilder(trajectory)
                        .setBaseDigest("0".repeat(64))
                        .build());
            }
        };

        private final String reason;

        Damage(String reason) {
            this.reason = reason;
        }

        abstract byte[] value(byte[] whole, Trajectory trajectory);

        private static byte[] bytes(Trajectory trajectory) {
            return cluster.bytes("any.trajectories", trajectory);
        }

        /** Writes it where a sampler would have. */
        Location place(RunNames run, Trajectory trajectory) throws Exception {
            byte[] value = value(bytes(trajectory), trajectory);
            return Locations.of(
                    cluster.write(run.trajectories(), null, trajectory.getId(), value), trajectory.getId(), value);
        }
    }

    /** Answers a request before its sampler does, with the picture that the undisturbed run has made. */
    private static void answer(RunNames run, String id, Location trajectory) throws Exception {
        Outcome made = cluster.readable(new RunNames(undisturbed.getRun()).samples(), Outcome.class).stream()
                .filter(outcome -> outcome.getTrajectoryId().equals(id))
                .findFirst()
                .orElseThrow();
        Picture picture = Picture.newBuilder((Picture) made.getResult())
                .setTrajectory(trajectory)
                .build();
        Outcome answer = Outcome.newBuilder(made).setResult(picture).build();
        cluster.write(run.samples(), null, id, cluster.bytes(run.samples(), answer));
    }

    /** Random bytes, nothing, a tombstone, a record cut off, and one of another topic's schema. */
    private static List<byte[]> malformed(String topic) {
        byte[] metric = cluster.bytes("any.metrics", metric());
        return Arrays.asList(
                topic.getBytes(StandardCharsets.UTF_8),
                new byte[0],
                null,
                Arrays.copyOf(metric, metric.length / 2),
                metric);
    }

    private static Metric metric() {
        return Metric.newBuilder()
                .setSeries("iteration")
                .setIteration(0)
                .setPolicyVersion(0)
                .setStep(0)
                .setTimestamp(Instant.EPOCH)
                .setValues(Map.of("loss", Double.NaN))
                .build();
    }

    /** An iteration that is not now, a trajectory that nobody asked for, no number, and the close of something else. */
    private static List<byte[]> strangersToTheIteration(RunNames run) {
        Advantage foreign = advantage("t000000-00009-0000", 1);
        Advantage noNumber = advantage("t000000-00000-0001", Double.NaN);
        IterationClosed closing = IterationClosed.newBuilder()
                .setPolicyVersion(0)
                .setTrajectoryIds(List.of("t000000-00000-0001"))
                .setFailures(List.of())
                .setRewardMean(0)
                .setRewardStd(1)
                .setDigest("0".repeat(64))
                .build();
        return List.of(
                cluster.bytes(run.advantages(), new AdvantageEntry(7, foreign)),
                cluster.bytes(run.advantages(), new AdvantageEntry(0, foreign)),
                cluster.bytes(run.advantages(), new AdvantageEntry(0, noNumber)),
                cluster.bytes(run.advantages(), new AdvantageEntry(0, closing)));
    }

    private static Advantage advantage(String id, double value) {
        return Advantage.newBuilder()
                .setTrajectoryId(id)
                .setRequestId(id.substring(0, id.lastIndexOf('-')))
                .setIndexInRequest(0)
                .setPolicyVersion(0)
                .setPrompt("a fox")
                .setReward(value)
                .setAdvantage(value)
                .setMean(0)
                .setStd(1)
                .setScope(AdvantageScope.BATCH)
                .setCount(4)
                .setTrajectory(new Location("disturbed.trajectories", 0, 0L, id, "0".repeat(64)))
                .build();
    }

    private static WeightsManifest manifestOfAnotherRun() {
        return WeightsManifest.newBuilder(Runs.manifest(0, RunState.STOPPED))
                .setRun("another")
                .build();
    }

    /** @return the places of the records */
    private static List<String> write(String topic, List<byte[]> values) throws Exception {
        List<String> places = new ArrayList<>();
        for (byte[] value : values) {
            places.add(topic + "/" + cluster.write(topic, 0, "0", value).offset());
        }
        return places;
    }

    private static RunSpecification specification(String name) throws Exception {
        return cluster.specification(name)
                .setSamplesPerIteration(8)
                .setRewardFailure(new RewardFailurePolicy(OnRewardFailure.CONTINUE, 1.0))
                .build();
    }

    private static List<DeadLetter> letters(RunNames run) {
        return cluster.readable(run.deadLetters(), DeadLetter.class);
    }
}
