package io.ddpo.console.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the stations of the pipeline out of what is known.
 *
 * @param newest the newest version; empty before the first
 * @param requestsTrend how fast waiting requests grow, a second; null where unknown
 * @param outcomesTrend how fast waiting outcomes grow, a second; null where unknown
 * @param judged samples of the iteration in work that were judged
 * @param iterationSize samples of an iteration; 0 where unknown
 * @param batch samples in one request; 0 where unknown
 * @param closed iterations that are closed
 */
record Pipeline(
        Optional<VersionView> newest,
        Optional<Backlog> backlog,
        Double requestsTrend,
        Double outcomesTrend,
        List<WorkerView> workers,
        int judged,
        int iterationSize,
        int batch,
        int closed,
        double outcomesPerSecond,
        double rewardsPerSecond,
        double advantagesPerSecond,
        double trainedPerSecond,
        long samplingErrors,
        long scoringErrors) {

    List<StageView> stages() {
        List<StageView> stages = new ArrayList<>();
        stages.add(requests());
        stages.add(samplers());
        stages.add(rewards());
        stages.add(advantages());
        stages.add(learner());
        stages.add(policy());
        return stages;
    }

    private StageView requests() {
        Long waiting = backlog.map(Backlog::waitingRequests).orElse(null);
        return new StageView(
                "requests",
                waiting != null && waiting > 0 ? "waiting" : "idle",
                "requests",
                batch == 0 ? 0 : outcomesPerSecond / batch,
                waiting,
                waiting == null ? null : seconds(waiting * batch, outcomesPerSecond),
                requestsTrend,
                null,
                null,
                0,
                batch == 0 ? "" : batch + " samples each");
    }

    private StageView samplers() {
        List<WorkerView> samplers = alive("sampler");
        double said = samplers.stream()
                .filter(worker -> worker.state().equals("working"))
                .mapToDouble(worker -> worker.rates().getOrDefault("samples", 0.0))
                .sum();
        Double progress = samplers.stream()
                .filter(worker -> worker.progress() != null)
                .mapToDouble(WorkerView::progress)
                .boxed()
                .reduce(Double::sum)
                .map(sum -> sum / samplers.size())
                .orElse(null);
        return new StageView(
                "samplers",
                state(samplers),
                "samples",
                Math.max(outcomesPerSecond, said),
                null,
                null,
                null,
                progress,
                samplers.size(),
                samplingErrors,
                "");
    }

    private StageView rewards() {
        Long waiting = backlog.map(Backlog::waitingOutcomes).orElse(null);
        return new StageView(
                "rewards",
                rewardsPerSecond > 0 ? "working" : "idle",
                "samples",
                rewardsPerSecond,
                waiting,
                waiting == null ? null : seconds(waiting, rewardsPerSecond),
                outcomesTrend,
                null,
                alive("rewards").size() + alive("scorer").size(),
                scoringErrors,
                "");
    }

    private StageView advantages() {
        boolean collecting = isRunning() && iterationSize > 0 && judged < iterationSize;
        return new StageView(
                "advantages",
                collecting ? "waiting" : "idle",
                "samples",
                advantagesPerSecond,
                null,
                null,
                null,
                collecting ? (double) judged / iterationSize : null,
                null,
                0,
                collecting
                        ? judged + " of " + iterationSize + " judged"
                        : closed == 1 ? "1 iteration closed" : closed + " iterations closed");
    }

    private StageView learner() {
        List<WorkerView> learners = alive("learner");
        int next = newest.map(VersionView::iteration).orElse(0);
        long waiting = (long) Math.max(0, closed - next) * iterationSize;
        return new StageView(
                "learner",
                state(learners),
                "samples",
                state(learners).equals("working") ? trainedPerSecond : 0,
                waiting,
                seconds(waiting, trainedPerSecond),
                null,
                learners.stream()
                        .map(WorkerView::progress)
                        .filter(progress -> progress != null)
                        .findFirst()
                        .orElse(null),
                learners.size(),
                0,
                learners.stream().findFirst().map(WorkerView::message).orElse(""));
    }

    private StageView policy() {
        return new StageView(
                "policy",
                newest.map(VersionView::state)
                        .map(state -> state.equals("stopped") ? "failed" : "idle")
                        .orElse("idle"),
                "versions",
                0,
                null,
                null,
                null,
                null,
                null,
                0,
                newest.map(version -> "version " + version.version()).orElse("none yet"));
    }

    private boolean isRunning() {
        return newest.map(version -> version.state().equals("running")).orElse(true);
    }

    private List<WorkerView> alive(String role) {
        return workers.stream()
                .filter(worker -> worker.role().equals(role) && !worker.silent() && !worker.hasLeft())
                .toList();
    }

    private static String state(List<WorkerView> alive) {
        if (alive.stream().anyMatch(worker -> worker.state().equals("working"))) {
            return "working";
        }
        return alive.isEmpty() ? "idle" : "waiting";
    }

    private static Double seconds(long backlog, double perSecond) {
        if (backlog == 0) {
            return 0.0;
        }
        return perSecond > 0 ? backlog / perSecond : null;
    }
}
