package io.ddpo.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.console.Records;
import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.model.RunModel;
import io.ddpo.console.model.Runs;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamsTest {
    private final Runs runs = new Runs();
    private final RunModel run = new RunModel("animals", ModelLimits.DEFAULT);
    private final EventStreams streams = new EventStreams(runs);
    private final Browser browser = new Browser();

    /** The other end of a response, which may be slow. */
    private static final class Browser {
        private final List<String> told = new ArrayList<>();
        private boolean full;
        private Handler<?> closed;

        HttpServerResponse response() {
            return (HttpServerResponse) Proxy.newProxyInstance(
                    HttpServerResponse.class.getClassLoader(), new Class<?>[] {HttpServerResponse.class}, this::answer);
        }

        private Object answer(Object proxy, Method method, Object[] arguments) {
            switch (method.getName()) {
                case "writeQueueFull":
                    return full;
                case "write":
                    told.add(arguments[0].toString());
                    return Future.succeededFuture();
                case "closeHandler":
                    closed = (Handler<?>) arguments[0];
                    return proxy;
                default:
                    return proxy;
            }
        }

        private List<String> events() {
            return told.stream()
                    .filter(text -> text.startsWith("event: change"))
                    .toList();
        }
    }

    private void happens(int iteration) {
        run.fold().accept(Records.metric("iteration", iteration, iteration, Map.of("loss", 0.5)));
    }

    @Test
    void aBrowserIsToldOfAChangeOnceAndOfNothingElse() {
        // Given
        runs.put(run);
        streams.open(browser.response(), Optional.of("animals"));

        // When
        happens(0);
        streams.tick();
        streams.tick();

        // Then
        assertThat(browser.events()).hasSize(2);
        assertThat(browser.events().get(1)).contains("\"revision\":1", "\"metrics\":1");
    }

    @Test
    void aSlowBrowserIsToldOfTheLastChangeAlone() {
        // Given
        runs.put(run);
        streams.open(browser.response(), Optional.of("animals"));

        // When
        browser.full = true;
        for (int iteration = 0; iteration < 1_000; iteration++) {
            happens(iteration);
            streams.tick();
        }
        browser.full = false;
        streams.tick();

        // Then
        assertThat(browser.events()).hasSize(2);
        assertThat(browser.events().get(1)).contains("\"revision\":1000");
    }

    @Test
    void aBrowserThatIsGoneIsForgotten() {
        streams.open(browser.response(), Optional.empty());
        assertThat(streams.count()).isEqualTo(1);

        browser.closed.handle(null);

        assertThat(streams.count()).isZero();
    }

    @Test
    void noMoreAreKeptOpenThanCanBeServed() {
        for (int i = 0; i < EventStreams.MOST; i++) {
            streams.open(new Browser().response(), Optional.empty());
        }

        assertThatThrownBy(() -> streams.open(browser.response(), Optional.empty()))
                .hasMessage("events: expected at most 100 open streams, found as many");
    }
}
