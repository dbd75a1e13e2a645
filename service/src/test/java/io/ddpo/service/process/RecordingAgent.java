package io.ddpo.service.process;

import io.ddpo.service.duty.Agent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Works until it is woken up, and notes what is asked of it. */
class RecordingAgent implements Agent {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> worked = new CompletableFuture<>();
    private final CountDownLatch wakeup = new CountDownLatch(1);
    private final String name;

    RecordingAgent(String name) {
        this.name = name;
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() {
        calls.add("start");
    }

    @Override
    public int doWork() throws InterruptedException {
        calls.add("work");
        worked.complete(null);
        wakeup.await();
        return 1;
    }

    @Override
    public void wakeup() {
        wakeup.countDown();
    }

    @Override
    public boolean drain() throws InterruptedException {
        calls.add("drain");
        return true;
    }

    @Override
    public void onClose() {
        calls.add("close");
    }
}
