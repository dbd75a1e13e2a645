package io.ddpo.diffusion.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ModelThreadTest {

    @Test
    void itsThreadEndsWhenNothingComes() throws Exception {
        try (ModelThread model = new ModelThread("model")) {
            Thread first = model.call(Thread::currentThread);
            first.join(10_000);

            assertThat(first.isAlive()).isFalse();
            assertThat(first.getName()).isEqualTo("model");
            assertThat(model.call(() -> 7)).isEqualTo(7);
        }
    }

    @Test
    void aTaskFailsWithItsOwnException() {
        try (ModelThread model = new ModelThread("model")) {
            assertThatThrownBy(() -> model.call(() -> {
                        throw new IOException("no such file");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no such file");
            assertThatThrownBy(() -> model.call(() -> {
                        throw new AssertionError("broken");
                    }))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aTaskThatHangsIsLeftBehind() throws Exception {
        CountDownLatch ever = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ModelThread model = new ModelThread("model");
        Future<?> hanging = model.submit(() -> {
            begun.countDown();
            while (ever.getCount() > 0) {
                Thread.onSpinWait(); // as native code does, it does not hear of the interruption
            }
            return null;
        });
        begun.await();

        assertThat(model.end(Duration.ofMillis(50))).isFalse();

        ever.countDown();
        assertThat(model.end(Duration.ofSeconds(10))).isTrue();
        assertThat(hanging).isDone();
    }
}
