package io.ddpo.service.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Does not drain before it may, or is interrupted. */
final class StuckAgent extends RecordingAgent {
    final CompletableFuture<Void> draining = new CompletableFuture<>();
    final CountDownLatch mayDrain = new CountDownLatch(1);

    StuckAgent(String name) {
        super(name);
    }

    @Override
    public boolean drain() throws InterruptedException {
        super.drain();
        draining.complete(null);
        mayDrain.await();
        return true;
    }
}
