package io.ddpo.learner;

import io.ddpo.schemas.avro.EvaluationSettings;
import io.ddpo.schemas.avro.OpenIteration;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.Purpose;
import io.ddpo.schemas.avro.RequestedSample;
import io.ddpo.schemas.avro.RolloutRequest;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws what is sampled. The same specification, iteration and version always give the same requests, so that a request
 * can be issued again without having been kept.
 */
record Planner(RunSpecification specification) {

    /**
     * The requests of an iteration: one prompt drawn for every sample, and a seed of its own.
     *
     * @param iteration what the samples are counted under
     * @param round what prompts and seeds are drawn by
     * @param version to sample with
     */
    List<RolloutRequest> training(int iteration, int round, int version) {
        Seeds seeds = new Seeds(specification.getSeed());
        PromptDraw prompts = PromptDraw.of(specification);
        return requests(
                Purpose.TRAIN,
                iteration,
                version,
                specification.getSamplesPerIteration(),
                sample -> new Draw(prompts.draw(seeds, round, sample), seeds.sample(round, sample)));
    }

    /** The requests of an open iteration. */
    List<RolloutRequest> training(OpenIteration open) {
        return training(open.getIteration(), open.getRound(), open.getPolicyVersion());
    }

    /** The ids of an iteration's samples, in canonical order. */
    List<String> ids(int iteration) {
        int batch = specification.getSampling().getBatch();
        return IntStream.range(0, specification.getSamplesPerIteration())
                .mapToObj(
                        sample -> Ids.trajectory(Ids.request(Purpose.TRAIN, iteration, sample / batch), sample % batch))
                .toList();
    }

    /** The evaluation of a version: every prompt of the evaluation with every seed, the same ones for every version. */
    List<RolloutRequest> evaluation(int version) {
        EvaluationSettings evaluation = specification.getEvaluation();
        int seeds = evaluation.getSeedsPerPrompt();
        return requests(
                Purpose.EVALUATION,
                version,
                version,
                evaluation.getPrompts().size() * seeds,
                sample -> new Draw(
                        evaluation.getPrompts().get(sample / seeds), Seeds.evaluation(evaluation.getSeed(), sample)));
    }

    /** Whether a version is evaluated for its number; the last one always is. */
    boolean evaluates(int version) {
        int every = specification.getEvaluation().getEvery();
        return every == 0 ? version == 0 : version % every == 0;
    }

    private record Draw(Prompt prompt, long seed) {}

    private List<RolloutRequest> requests(
            Purpose purpose, int iteration, int version, int size, IntFunction<Draw> draws) {
        int batch = specification.getSampling().getBatch();
        List<RolloutRequest> requests = new ArrayList<>();
        for (int first = 0; first < size; first += batch) {
            String id = Ids.request(purpose, iteration, requests.size());
            requests.add(RolloutRequest.newBuilder()
                    .setId(id)
                    .setRun(specification.getRun())
                    .setIteration(iteration)
                    .setIterationSize(size)
                    .setRequestIndex(requests.size())
                    .setPolicyVersion(version)
                    .setPurpose(purpose)
                    .setSamples(samples(id, first, size, draws))
                    .setSampling(specification.getSampling())
                    .setBaseDigest(specification.getBaseModel().getDigest())
                    .build());
        }
        return List.copyOf(requests);
    }

    /** Samples beyond the last repeat it as padding, since arithmetic depends on the batch shape. */
    private List<RequestedSample> samples(String request, int first, int size, IntFunction<Draw> draws) {
        List<RequestedSample> samples = new ArrayList<>();
        for (int index = 0; index < specification.getSampling().getBatch(); index++) {
            Draw draw = draws.apply(Math.min(first + index, size - 1));
            samples.add(RequestedSample.newBuilder()
                    .setTrajectoryId(Ids.trajectory(request, index))
                    .setPrompt(draw.prompt().getText())
                    .setMetadata(draw.prompt().getMetadata())
                    .setSeed(draw.seed())
                    .setPadding(first + index >= size)
                    .build());
        }
        return samples;
    }
}
