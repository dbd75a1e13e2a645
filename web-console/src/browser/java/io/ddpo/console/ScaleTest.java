package io.ddpo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.ddpo.schemas.topics.RunNames;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A run of 200 iterations of 256 samples and 50 workers, looked at. Not part of any build, since it takes a quarter of
 * an hour on a machine that does nothing else; what it measures is left in {@code target/scale.txt}.
 */
@Tag("scale")
class ScaleTest {
    private static final int ITERATIONS = 200;
    private static final int SAMPLES = 256;
    private static final int WORKERS = 50;
    private static final int POINTS_PER_SECOND = 200;
    private static final int BURSTS_PER_SECOND = 4;
    private static final Duration LIVE = Duration.ofMinutes(Integer.getInteger("scale.minutes", 10));
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path RESULTS = Path.of("target/scale.txt");
    private static final Broker BROKER = Broker.shared();

    private static Chromium chromium;
    private static ConsoleProcess console;
    private static SyntheticRun log;

    @BeforeAll
    static void aLargeRun() throws Exception {
        RunNames run = BROKER.run("large");
        List<String> prompts =
                IntStream.range(0, 45).mapToObj(i -> "animal " + i).toList();
        // one more iteration than it gets: it goes on
        log = new SyntheticRun(BROKER.bootstrap(), run, ITERATIONS + 1, SAMPLES, prompts);
        log.create();
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            if (iteration % 10 == 0) {
                log.iteration(iteration);
            } else {
                log.trained(iteration);
            }
        }
        log.workers(WORKERS, Instant.now());
        chromium = new Chromium();
        Instant start = Instant.now();
        console = new ConsoleProcess(BROKER);
        await().atMost(PATIENCE).until(() -> get("/readyz").startsWith("{\"status\":\"up\""));
        tell("read a log of %d samples in %d ms from start".formatted(
                ITERATIONS * SAMPLES * 11 / 10, Duration.between(start, Instant.now()).toMillis()));
    }

    @AfterAll
    static void close() {
        console.close();
        chromium.close();
        log.close();
    }

    @Test
    void theFirstPaintTakesLessThanASecond() throws Exception {
        for (String path : List.of("/", "/runs/large", "/runs/large/gallery?set=training", "/runs/large/rewards")) {
            double[] paints = new double[5];
            for (int i = 0; i < paints.length; i++) {
                paints[i] = firstPaint(path);
            }
            double median = median(paints);
            tell("first contentful paint of %s: %.0f ms, median of %s".formatted(
                    path, median, Arrays.toString(paints)));
            assertThat(median).as(path).isLessThan(1_000);
        }
    }

    private static double firstPaint(String path) {
        try (BrowserContext context = chromium.browser().newContext()) {
            Page page = context.newPage();
            page.navigate(console.address().resolve(path).toString());
            page.locator("h1").first().waitFor();
            return ((Number) page.evaluate("() => new Promise(done => new PerformanceObserver(list => list.getEntries()"
                            + ".filter(entry => entry.name === 'first-contentful-paint').forEach(entry => done(entry.startTime)))"
                            + ".observe({type: 'paint', buffered: true}))"))
                    .doubleValue();
        }
    }

    @Test
    void aStepOfTheSliderTakesLessThanATenthOfASecond() {
        try (BrowserContext context = chromium.browser().newContext()) {
            Page page = context.newPage();
            page.navigate(console.address()
                    .resolve("/runs/large/gallery?set=training&version=100")
                    .toString());
            page.locator(".tile img").first().waitFor();
            // from the key to the frame in which every picture on the screen is that of the new version
            String step = "() => new Promise(done => { const start = performance.now();"
                    + " const wanted = Number(document.querySelector('.typed').value) + 1;"
                    + " document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));"
                    + " const look = () => { const seen = [...document.querySelectorAll('.tile img')].filter(image => {"
                    + " const box = image.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; });"
                    + " document.querySelector('[role=status].hint')?.textContent.includes(`version ${wanted},`)"
                    + " && seen.length > 0 && seen.every(image => image.complete && image.naturalWidth > 0)"
                    + " ? done(performance.now() - start) : requestAnimationFrame(look); }; look(); })";
            for (int i = 0; i < 20; i++) {
                page.evaluate(step);
                page.waitForTimeout(500); // a person looks, and the neighbours are fetched
            }
            double[] steps = new double[40];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = ((Number) page.evaluate(step)).doubleValue();
                page.waitForTimeout(500);
            }
            double median = median(steps);
            tell("step of the slider, %d pictures: %.0f ms, median of 40; slowest %.0f ms"
                    .formatted(SAMPLES, median, DoubleStream.of(steps).max().orElseThrow()));
            assertThat(median).isLessThan(100);
        }
    }

    @Test
    void whoLooksForLongNeedsNoMoreMemory() throws Exception {
        try (BrowserContext context = chromium.browser().newContext()) {
            Page page = context.newPage();
            page.navigate(console.address().resolve("/runs/large").toString());
            page.locator(".u-over").first().waitFor();
            CDPSession devtools = context.newCDPSession(page);
            Duration warm = LIVE.dividedBy(3);
            produce(page, warm);
            long pageBefore = pageHeap(devtools);
            long serverBefore = console.liveHeap();

            produce(page, LIVE.minus(warm));

            long pageAfter = pageHeap(devtools);
            long serverAfter = console.liveHeap();
            tell("memory over %d min of %d points/s: page %.1f -> %.1f MiB, server %.1f -> %.1f MiB".formatted(
                    LIVE.toMinutes(), POINTS_PER_SECOND, mib(pageBefore), mib(pageAfter), mib(serverBefore), mib(serverAfter)));
            // a collection in between leaves more or less behind
            assertThat(pageAfter).isLessThan(pageBefore + (8 << 20));
            assertThat(serverAfter).isLessThan(serverBefore + (16 << 20));
        }
    }

    /** Points of a metric, at their rate; the page goes on meanwhile. */
    private static void produce(Page page, Duration duration) {
        long bursts = duration.toSeconds() * BURSTS_PER_SECOND;
        Instant start = Instant.now();
        for (long burst = 0; burst < bursts; burst++) {
            log.metrics(ITERATIONS + (int) burst, burst % 10, POINTS_PER_SECOND / BURSTS_PER_SECOND);
            long ahead = burst * 1_000 / BURSTS_PER_SECOND
                    - Duration.between(start, Instant.now()).toMillis();
            page.waitForTimeout(Math.max(1, ahead));
        }
        await().atMost(PATIENCE)
                .until(() -> get("/api/runs/large/metrics?after=99999999").contains("\"last\""));
    }

    private static long pageHeap(CDPSession devtools) {
        devtools.send("HeapProfiler.collectGarbage");
        devtools.send("Performance.enable");
        for (JsonElement metric : devtools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject figure = metric.getAsJsonObject();
            if (figure.get("name").getAsString().equals("JSHeapUsedSize")) {
                return figure.get("value").getAsLong();
            }
        }
        throw new IllegalStateException("the browser tells no heap");
    }

    private static double median(double[] values) {
        return DoubleStream.of(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
    }

    private static double mib(long bytes) {
        return bytes / 1_048_576.0;
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(console.address().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private static void tell(String line) {
        System.out.println("scale: " + line);
        try {
            Files.writeString(RESULTS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
