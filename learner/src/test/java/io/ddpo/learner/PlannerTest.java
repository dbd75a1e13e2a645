package io.ddpo.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final Planner planner = new Planner(Specifications.small());

    @Test
    void splitsAnIterationIntoBatchesOfOneShapeAndPadsTheLast() {
        List<RolloutRequest> requests = planner.training(3, 3, 3);

        assertThat(requests).extracting(RolloutRequest::getId).containsExactly("t000003-00000", "t000003-00001");
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.getSamples()).hasSize(4);
            assertThat(request.getIterationSize()).isEqualTo(6);
            assertThat(request.getIteration()).isEqualTo(3);
            assertThat(request.getPolicyVersion()).isEqualTo(3);
            assertThat(request.getPurpose()).isEqualTo(Purpose.TRAIN);
        });
        assertThat(requests.get(1).getSamples())
                .extracting(RequestedSample::getPadding)
                .containsExactly(false, false, true, true);
        assertThat(requests.get(1).getSamples())
                .extracting(RequestedSample::getTrajectoryId)
                .containsExactly(
                        "t000003-00001-0000", "t000003-00001-0001", "t000003-00001-0002", "t000003-00001-0003");
    }

    @Test
    void drawsTheSamePromptsAndSeedsOnEveryMachineAndForEver() {
        assertThat(planner.training(0, 0, 0).get(0).getSamples())
                .extracting(RequestedSample::getPrompt, RequestedSample::getSeed)
                .containsExactly(
                        tuple("two wolves", -2583657898877622871L),
                        tuple("a fox", -5780198585079115086L),
                        tuple("a fox", 8377424777406988643L),
                        tuple("a fox", -5731056942815703972L));
    }

    @Test
    void drawsByRoundSoThatAnIterationGivenUpIsAskedForAgain() {
        List<RolloutRequest> givenUp = planner.training(4, 4, 4);
        List<RolloutRequest> again = planner.training(5, 4, 5);

        assertThat(seeds(again)).isEqualTo(seeds(givenUp));
        assertThat(ids(again)).doesNotContainAnyElementsOf(ids(givenUp));
        assertThat(seeds(planner.training(5, 5, 5))).doesNotContainAnyElementsOf(seeds(givenUp));
    }

    @Test
    void givesEverySampleASeedOfItsOwn() {
        RunSpecification large = RunSpecification.newBuilder(Specifications.small())
                .setSamplesPerIteration(5000)
                .build();

        assertThat(seeds(new Planner(large).training(0, 0, 0)).stream().limit(5000))
                .doesNotHaveDuplicates();
    }

    @Test
    void drawsPromptsUniformly() {
        RunSpecification large = RunSpecification.newBuilder(Specifications.small())
                .setSamplesPerIteration(10_000)
                .setPrompts(List.of(prompt("a fox"), prompt("an owl"), prompt("a bee"), prompt("an ant")))
                .build();

        Map<String, Long> counts = new Planner(large)
                .training(0, 0, 0).stream()
                        .flatMap(request -> request.getSamples().stream())
                        .collect(Collectors.groupingBy(RequestedSample::getPrompt, Collectors.counting()));

        assertThat(counts.values())
                .hasSize(4)
                .allSatisfy(count -> assertThat(count).isBetween(2350L, 2650L));
    }

    @Test
    void carriesTheMetadataOfThePrompt() {
        assertThat(planner.training(0, 0, 0))
                .flatExtracting(RolloutRequest::getSamples)
                .filteredOn(sample -> sample.getPrompt().equals("two wolves"))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.getMetadata()).containsEntry("count", "2"));
    }

    @Test
    void evaluatesEveryPromptWithTheSameSeedsForEveryVersion() {
        List<RolloutRequest> first = planner.evaluation(0);
        List<RolloutRequest> last = planner.evaluation(9);

        assertThat(first).singleElement().satisfies(request -> {
            assertThat(request.getId()).isEqualTo("e000000-00000");
            assertThat(request.getPurpose()).isEqualTo(Purpose.EVALUATION);
            assertThat(request.getIterationSize()).isEqualTo(2);
        });
        assertThat(seeds(last)).isEqualTo(seeds(first));
        assertThat(last.get(0).getPolicyVersion()).isEqualTo(9);
    }

    @Test
    void evaluatesTheFirstVersionOrEverySoManieth() {
        assertThat(List.of(0, 1, 5)).filteredOn(planner::evaluates).containsExactly(0);
        assertThat(List.of(0, 1, 2, 3, 4)).filteredOn(everyOther()::evaluates).containsExactly(0, 2, 4);
    }

    @Test
    void evaluatesNothingWithoutPrompts() {
        RunSpecification none = RunSpecification.newBuilder(Specifications.small())
                .setEvaluation(new EvaluationSettings(1, List.of(), 0, 0L))
                .build();

        assertThat(new Planner(none).evaluation(0)).isEmpty();
    }

    private static Planner everyOther() {
        EvaluationSettings evaluation = EvaluationSettings.newBuilder(
                        Specifications.small().getEvaluation())
                .setEvery(2)
                .build();
        return new Planner(RunSpecification.newBuilder(Specifications.small())
                .setEvaluation(evaluation)
                .build());
    }

    private static Prompt prompt(String text) {
        return new Prompt(text, Map.of());
    }

    private static List<Long> seeds(List<RolloutRequest> requests) {
        return requests.stream()
                .flatMap(request -> request.getSamples().stream())
                .map(RequestedSample::getSeed)
                .toList();
    }

    private static List<String> ids(List<RolloutRequest> requests) {
        return requests.stream()
                .flatMap(request -> request.getSamples().stream())
                .map(RequestedSample::getTrajectoryId)
                .toList();
    }
}
