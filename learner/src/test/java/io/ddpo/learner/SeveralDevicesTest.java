package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.policy.ClippedImportance;
import io.ddpo.diffusion.policy.ModelFolder;
import io.ddpo.diffusion.policy.Policy;
import io.ddpo.diffusion.policy.Replicas;
import io.ddpo.diffusion.policy.StepFigures;
import io.ddpo.diffusion.policy.Transitions;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.schemas.avro.RunSpecification;
import io.ddpo.schemas.avro.SamplingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One learner on several devices: here on the processor more than once. */
class SeveralDevicesTest {
    private static final int MICRO_BATCHES = 5;
    private static final int ROWS = 2;

    private static Kernels one;
    private static Kernels two;

    private final RunSpecification specification = RunSpecification.newBuilder(Specifications.small())
            .setSampling(SamplingSettings.newBuilder(Specifications.small().getSampling())
                    .setGuidanceScale(1)
                    .build())
            .build();

    @BeforeAll
    static void load() {
        one = Kernels.onCpu();
        two = Kernels.onCpu();
    }

    @AfterAll
    static void unload() {
        one.close();
        two.close();
    }

    /** With one micro-batch the second has nothing to do. */
    @ParameterizedTest
    @ValueSource(ints = {1, MICRO_BATCHES})
    void twoReplicasGiveTheGradientOfOne(int microBatches) throws Exception {
        Map<String, float[]> alone = gradient(List.of(one), microBatches);
        Map<String, float[]> together = gradient(List.of(one, two), microBatches);

        double norm = distance(alone, new TreeMap<>());
        assertThat(norm).isGreaterThan(1e-6);
        assertThat(distance(alone, together)).as("of a norm of %s", norm).isLessThan(1e-6 * norm);
    }

    @Test
    void replicasAreOnePolicyAfterEveryUpdateAndTheSameEveryTime() throws Exception {
        List<String> trained = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            try (LearnerModel model = open(List.of(one, two))) {
                String before = model.sha256();
                for (int update = 0; update < 2; update++) {
                    accumulate(model);
                    model.update(specification.getTraining());
                    assertThat(model.replicas())
                            .extracting(replica -> replica.policy().sha256())
                            .containsOnly(model.sha256());
                }
                assertThat(model.sha256()).isNotEqualTo(before);
                trained.add(model.sha256());
            }
        }
        assertThat(trained.get(1)).isEqualTo(trained.get(0));
    }

    @Test
    void everyReplicaForgetsGradientsThatAreGivenUp() throws Exception {
        try (LearnerModel model = open(List.of(one, two));
                LearnerModel fresh = open(List.of(one, two))) {
            accumulate(model);
            model.discardGradients();

            accumulate(model);
            model.update(specification.getTraining());
            accumulate(fresh);
            fresh.update(specification.getTraining());

            assertThat(model.sha256()).isEqualTo(fresh.sha256());
        }
    }

    @Test
    void everyReplicaBecomesAVersionThatIsRestored(@TempDir Path temp) throws Exception {
        try (LearnerModel trained = open(List.of(one));
                LearnerModel restored = open(List.of(one, two))) {
            accumulate(trained);
            trained.update(specification.getTraining());

            restored.restoreWeights(1, SafetensorsFiles.write(temp, trained.weights()), trained.sha256());
            restored.restoreTrainingState(1, SafetensorsFiles.write(temp, trained.trainingState()));

            assertThat(restored.replicas())
                    .extracting(replica -> replica.policy().sha256())
                    .containsOnly(trained.sha256());
        }
    }

    @Test
    void theNumberOfDevicesIsPartOfTheDeterminismKey() throws IOException {
        try (LearnerModel alone = open(List.of(one));
                LearnerModel together = open(List.of(one, two))) {
            assertThat(together.determinismKey()).isEqualTo(alone.determinismKey() + ", 2 devices");
        }
    }

    @Test
    void allHaveComeToAnEndWhenOneFails() throws Exception {
        try (LearnerModel model = open(List.of(one, two))) {
            AtomicBoolean ended = new AtomicBoolean();
            Callable<String> failing = () -> {
                throw new IOException("no memory left");
            };
            Replica other = model.replicas().get(1);
            Callable<String> busy = () -> {
                for (int i = 0; i < 10; i++) {
                    other.logProbabilities(transitions(model, i));
                }
                ended.set(true);
                return "done";
            };

            assertThatThrownBy(() -> model.together(List.of(failing, busy))).hasMessageContaining("no memory left");

            assertThat(ended).isTrue();
        }
    }

    private LearnerModel open(List<Kernels> devices) throws IOException {
        return LearnerModel.open(devices, ModelFolder.at(Specifications.MODEL), specification);
    }

    /** Of the sum over all replicas, as the first one has it before an update. */
    private Map<String, float[]> gradient(List<Kernels> devices, int microBatches) throws Exception {
        try (LearnerModel model = open(devices)) {
            accumulate(model, microBatches);
            List<Policy> policies =
                    model.replicas().stream().map(Replica::policy).toList();
            new Replicas(policies.get(0), policies.subList(1, policies.size())).sumGradients();
            Map<String, float[]> gradient = new TreeMap<>();
            policies.get(0).trainable().forEach((name, tensor) -> {
                try (NDArray of = tensor.getGradient()) {
                    gradient.put(name, of.toFloatArray());
                }
            });
            return gradient;
        }
    }

    private void accumulate(LearnerModel model) throws Exception {
        accumulate(model, MICRO_BATCHES);
    }

    private void accumulate(LearnerModel model, int microBatches) throws Exception {
        int devices = model.replicas().size();
        for (int first = 0; first < microBatches; first += devices) {
            List<Callable<StepFigures>> steps = new ArrayList<>();
            for (int i = first; i < Math.min(first + devices, microBatches); i++) {
                Transitions rows = transitions(model, i);
                Replica replica = model.replicas().get(i - first);
                steps.add(() -> replica.accumulate(
                        rows,
                        replica.logProbabilities(rows),
                        new ClippedImportance(new float[] {1, -0.5f}, 1),
                        new float[ROWS],
                        1.0 / microBatches));
            }
            assertThat(model.together(steps)).hasSize(steps.size());
        }
    }

    /** Latents of noise. */
    private static Transitions transitions(LearnerModel model, int microBatch) {
        int[] shape = model.latentShape();
        int size = ROWS * shape[0] * shape[1] * shape[2];
        float[] x = new float[size];
        float[] next = new float[size];
        Noise.normals(1, 2 * microBatch, x, 0, size);
        Noise.normals(1, 2 * microBatch + 1, next, 0, size);
        DdimStep step = model.steps().get(0);
        return new Transitions(x, next, List.of(step, step), List.of("a fox", "an owl"));
    }

    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        double squares = 0;
        for (String name : a.keySet()) {
            float[] other = b.getOrDefault(name, new float[a.get(name).length]);
            for (int i = 0; i < other.length; i++) {
                double difference = (double) a.get(name)[i] - other[i];
                squares += difference * difference;
            }
        }
        return Math.sqrt(squares);
    }
}
