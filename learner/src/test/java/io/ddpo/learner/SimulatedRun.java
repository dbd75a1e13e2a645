package io.ddpo.learner;

import io.ddpo.schemas.avro.Advantage;
import io.ddpo.schemas.avro.ChunkKind;
import io.ddpo.schemas.avro.ChunkedPayload;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.avro.CreateRun;
import io.ddpo.schemas.avro.DeadLetter;
import io.ddpo.schemas.avro.Location;
import io.ddpo.schemas.avro.Metric;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.Trajectory;
import io.ddpo.schemas.avro.WeightsManifest;
import io.ddpo.schemas.payload.Downloads;
import io.ddpo.schemas.payload.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The log of a run in memory, answered by real rollouts as soon as requests are committed, or slowly. It can die at any
 * call of a learner, before or after that call has done its work, and stays as it was for the next learner.
 */
final class SimulatedRun implements RunLog {
    private final RunSpecification specification;
    private final SimulatedSampling sampling;
    private final Optional<SimulatedRun> origin;
    private final List<ControlCommand> control = new ArrayList<>();
    private final Map<Integer, WeightsManifest> manifests = new TreeMap<>();
    private final List<byte[]> chunks = new ArrayList<>();
    private final List<ClosedIteration> closed = new ArrayList<>();
    private final Map<String, Trajectory> trajectories = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    final List<RolloutRequest> requests = new ArrayList<>();
    final List<Metric> metrics = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    /** What was read to be trained on, iteration by iteration. */
    final List<List<String>> read = new ArrayList<>();

    private final Rejects rejects = new Rejects("learner", () -> Instant.EPOCH);
    private final Map<String, UnaryOperator<Trajectory>> damages = new HashMap<>();

    private IntFunction<List<Metric>> evaluation = version -> List.of();
    private int call;
    private int dieAt = Integer.MAX_VALUE;
    private boolean silent;
    private Optional<Comparator<RolloutRequest>> slow = Optional.empty();
    private int expected;
    private Set<String> wanted = Set.of();

    /** A learner's process is gone. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death(String where) {
            super("died " + where);
        }
    }

    SimulatedRun(RunSpecification specification, SimulatedSampling sampling) {
        this(specification, sampling, Optional.empty());
    }

    /** @param origin another run that may be read */
    SimulatedRun(RunSpecification specification, SimulatedSampling sampling, Optional<SimulatedRun> origin) {
        this.specification = specification;
        this.sampling = sampling;
        this.origin = origin;
        say(new CreateRun(specification));
    }

    /** Gives a command. */
    void say(Object command) {
        Control said = new Control("tester", "to see", Instant.EPOCH, command);
        control.add(ControlCommand.of(control.size(), said));
    }

    /** A trajectory lies in the log otherwise than it was made. */
    void damage(String trajectoryId, UnaryOperator<Trajectory> damage) {
        damages.put(trajectoryId, damage);
    }

    /** No request is answered from now on. */
    void silence() {
        silent = true;
    }

    /** From now on one request is answered whenever the learner looks, of those that wait the least. */
    void answerOneByOne(Comparator<RolloutRequest> order) {
        slow = Optional.of(order);
    }

    /** Requests are answered again, and those that were issued meanwhile. */
    void speak() {
        silent = false;
        answer();
    }

    /** The learner dies at the n-th call from now, counted from 0; every call has a moment before and one after it. */
    void dieAt(int moment) {
        call = 0;
        dieAt = moment;
    }

    /** Moments that have passed since {@link #dieAt}. */
    int moments() {
        return call;
    }

    /** The latest manifest says something else than the chunks. */
    void tamper() {
        manifests.put(
                latest().getVersion(),
                WeightsManifest.newBuilder(latest())
                        .setPolicySha256("tampered with")
                        .build());
    }

    WeightsManifest latest() {
        return manifests.get(manifests.size() - 1);
    }

    Map<Integer, WeightsManifest> manifests() {
        return Collections.unmodifiableMap(manifests);
    }

    private void moment(String where) {
        if (call++ == dieAt) {
            throw new Death(where);
        }
    }

    @Override
    public RunSpecification specification() {
        return specification;
    }

    @Override
    public List<WeightsManifest> takeOver() {
        moment("before it took over");
        return List.copyOf(manifests.values());
    }

    @Override
    public ChunkedPayload publish(int version, ChunkKind kind, InputStream content, long byteLength) {
        moment("before " + kind);
        byte[] payload = bytes(content);
        chunks.add(payload);
        moment("after " + kind);
        return ChunkedPayload.newBuilder()
                .setTopic(specification.getRun())
                .setPartition(0)
                .setOffsets(List.of(chunks.size() - 1L))
                .setByteLength(byteLength)
                .setSha256(Sha256.hex(payload))
                .build();
    }

    private static byte[] bytes(InputStream content) {
        try {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void read(ChunkedPayload payload, int version, ChunkKind kind, Downloads.Use use) throws IOException {
        Path file = Files.createTempFile("payload-", ".safetensors");
        try {
            use.accept(Files.write(file, read(payload)));
        } finally {
            Files.delete(file);
        }
    }

    private byte[] read(ChunkedPayload payload) {
        SimulatedRun of = payload.getTopic().equals(specification.getRun()) ? this : origin.orElseThrow();
        return of.chunks.get(Math.toIntExact(payload.getOffsets().get(0)));
    }

    @Override
    public Optional<WeightsManifest> version(String otherRun, int version) {
        return origin.filter(other -> other.specification.getRun().equals(otherRun))
                .map(other -> other.manifests.get(version));
    }

    @Override
    public void commit(Commit commit) {
        moment("before the transaction");
        manifests.put(commit.manifest().getVersion(), commit.manifest());
        requests.addAll(commit.requests());
        metrics.addAll(commit.metrics());
        deadLetters.addAll(commit.deadLetters());
        deadLetters.addAll(rejects.drain());
        answer();
        moment("after the transaction");
    }

    private void answer() {
        if (!silent && slow.isEmpty()) {
            waiting().forEach(this::answer);
        }
    }

    private List<RolloutRequest> waiting() {
        return requests.stream()
                .filter(request -> request.getPurpose() == Purpose.TRAIN && !answered.contains(request.getId()))
                .distinct()
                .toList();
    }

    private void answer(RolloutRequest request) {
        WeightsManifest version = manifests.get(request.getPolicyVersion());
        sampling.leave(latest().getQuarantined());
        byte[] weights = read(version.getWeights());
        sampling.answer(request, weights, trajectories);
        answered.add(request.getId());
        closeWhatIsComplete();
    }

    /** Iterations are closed in their order, whichever is complete first. */
    private void closeWhatIsComplete() {
        boolean complete = true;
        while (complete) {
            List<RolloutRequest> next = requests.stream()
                    .filter(request -> request.getPurpose() == Purpose.TRAIN)
                    .filter(request -> request.getIteration() == closed.size())
                    .distinct()
                    .toList();
            complete = !next.isEmpty() && next.stream().allMatch(request -> answered.contains(request.getId()));
            if (complete) {
                long from = closed.isEmpty() ? 0 : closed.get(closed.size() - 1).nextOffset();
                closed.add(sampling.close(next, trajectories, from));
            }
        }
    }

    @Override
    public List<ControlCommand> commands(long from) {
        return List.copyOf(control.subList(Math.toIntExact(from), control.size()));
    }

    /** Every version that is asked to be evaluated shows this, once it does not stay silent. */
    void evaluate(IntFunction<List<Metric>> shown) {
        evaluation = shown;
    }

    @Override
    public List<Metric> figures() {
        List<Metric> figures = new ArrayList<>(metrics);
        requests.stream()
                .filter(request -> request.getPurpose() == Purpose.EVALUATION)
                .map(RolloutRequest::getPolicyVersion)
                .distinct()
                .forEach(version -> figures.addAll(evaluation.apply(version)));
        return figures;
    }

    @Override
    public void expect(DueIteration due, long advantagesOffset) {
        expected = Math.toIntExact(advantagesOffset);
        wanted = Set.copyOf(due.ids());
    }

    @Override
    public Optional<ClosedIteration> closed(Duration patience) {
        moment("while waiting");
        slow.flatMap(order -> waiting().stream().min(order)).ifPresent(this::answer);
        long before = 0;
        for (ClosedIteration iteration : closed) {
            if (before == expected) {
                return Optional.of(iteration);
            }
            before = iteration.nextOffset();
        }
        return Optional.empty();
    }

    @Override
    public Set<String> missing() {
        return wanted.stream().filter(id -> !trajectories.containsKey(id)).collect(Collectors.toSet());
    }

    @Override
    public Map<String, String> trajectories(
            Collection<Advantage> advantages, BiConsumer<Advantage, Trajectory> visitor) {
        moment("before it read");
        Map<String, String> unusable = new TreeMap<>();
        read.add(advantages.stream()
                .map(advantage -> trajectories.get(advantage.getTrajectoryId()))
                .map(made -> made.getId() + " of " + made.getPrompt() + ", seed " + made.getSeed())
                .toList());
        List<Advantage> inSomeOrder = new ArrayList<>(advantages);
        Collections.reverse(inSomeOrder);
        for (Advantage advantage : inSomeOrder) {
            String id = advantage.getTrajectoryId();
            try {
                visitor.accept(
                        advantage,
                        damages.getOrDefault(id, UnaryOperator.identity()).apply(trajectories.get(id)));
            } catch (RejectedRecordException e) {
                unusable.put(id, e.getMessage());
                rejects.add(
                        new Location("demo.trajectories", 0, (long) unusable.size(), id, ""),
                        "trajectories",
                        e.getMessage());
            }
        }
        moment("after it read");
        return unusable;
    }
}
