package io.ddpo.rewards.scorer;

import io.ddpo.schemas.avro.Reward;
import io.ddpo.schemas.avro.Score;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.Delivery;
import io.ddpo.service.kafka.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A member of the share group: takes a few samples, has them scored on another thread, meanwhile renews their locks, and
 * acknowledges them once their results are in the log. Asked to stop, it gives them back.
 *
 * <p>A member of its own for every batch in hand, because a share consumer takes nothing new while it holds something.
 */
final class Slot implements Agent {
    /** The longest wait of a cycle: a stop has to wait for it, and a lock must be renewed many times as often. */
    private static final Duration CYCLE = Duration.ofMillis(250);

    private final String name;
    private final Supplier<Optional<Workplace>> opened;
    private final Activity activity;
    private final ExecutorService asking;
    private Workplace place;
    private WorkQueue queue;
    private Job job;

    /** The batch in hand. */
    private record Job(Batch batch, Future<List<Reward>> rewards) {}

    /** @param opened what to work with, as soon as it is there */
    Slot(String name, Supplier<Optional<Workplace>> opened, Activity activity) {
        this.name = name;
        this.opened = opened;
        this.activity = activity;
        this.asking = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name + "-asking");
            thread.setDaemon(true); // a reward that hangs in native code is left to the end of the process
            return thread;
        });
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public int doWork() throws Exception {
        if (queue == null && !join()) {
            return 0;
        }
        return job == null ? take() : tend();
    }

    @Override
    public boolean drain() {
        if (job != null) {
            giveBack();
        }
        return true;
    }

    @Override
    public void onClose() {
        asking.shutdownNow();
        try (WorkQueue closing = queue) {
            activity.closed();
        }
    }

    private boolean join() {
        place = opened.get().orElse(null);
        if (place != null) {
            queue = place.queues().apply(name);
        }
        return place != null;
    }

    private int take() {
        List<Delivery> deliveries = queue.take(CYCLE);
        if (deliveries.isEmpty()) {
            return 1; // the poll has waited already
        }
        Batch batch;
        try {
            batch = place.intake().read(deliveries);
        } catch (RuntimeException e) {
            queue.release();
            throw e;
        }
        activity.began(batch.iteration());
        job = new Job(batch, asking.submit(() -> place.judge(batch)));
        return 1;
    }

    private int tend() throws Exception {
        try {
            ended(job.rewards().get(CYCLE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            queue.keep();
            if (!queue.isHolding()) {
                place.metrics().lockLost();
                giveBack(); // others have them now
            }
        } catch (ExecutionException e) {
            giveBack();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
        return 1;
    }

    private void ended(List<Reward> rewards) {
        try {
            place.results().publish(rewards, job.batch().unreadable());
        } catch (RuntimeException e) {
            giveBack();
            throw e;
        }
        queue.accept();
        job = null;
        activity.ended();
        int scored = (int) rewards.stream()
                .filter(reward -> reward.getResult() instanceof Score)
                .count();
        place.metrics().ended(scored, rewards.size() - scored);
    }

    private void giveBack() {
        job.rewards().cancel(true);
        queue.release();
        job = null;
        activity.ended();
    }
}
