package io.ddpo.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for a reward's server, or for one of a vision-language model, that does what real ones do. The metadata of a sample say how it is treated
 * ({@code as}) and what its score is ({@code score}); the first in a question that is not treated well decides about all.
 */
public final class StandInRewardServer implements AutoCloseable {
    static final String WELL = "well";
    static final String SLOWLY = "slowly";
    static final String REFUSED = "refused";
    static final String POISON = "poison";
    static final String SILENCE = "silence";

    /** What passes when the sample is asked about again. */
    static final List<String> ONCE = List.of("busy", "error", "nonsense", "empty", "others", "hang-up");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final AtomicInteger questions = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Set<String> treated = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Duration pace;

    /**
     * @param port 0 for any free one
     * @param pace how long an answer takes
     */
    public StandInRewardServer(int port, Duration pace) throws IOException {
        this.pace = pace;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** A question that was answered; nanoseconds from any origin. */
    record Call(long began, long ended) {}

    /** Those that ended in an answer. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        long began = System.nanoTime();
        questions.incrementAndGet();
        JsonNode body = MAPPER.readTree(exchange.getRequestBody());
        boolean chat = body.has("messages");
        List<JsonNode> samples = new ArrayList<>();
        (chat ? asked(body) : body.path("samples")).forEach(samples::add);
        String how = samples.stream()
                .filter(this::isNotTreatedWell)
                .map(StandInRewardServer::treatment)
                .findFirst()
                .orElse(WELL);
        closed.await(pace.toNanos(), TimeUnit.NANOSECONDS);
        switch (how) {
            case "busy" -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, "too many");
            }
            case "error", POISON -> send(exchange, 500, "out of order");
            case "nonsense" -> send(exchange, 200, "<html>");
            case "empty" -> send(exchange, 200, "");
            case "others" -> send(exchange, 200, "{\"results\":[{\"id\":\"somebody\",\"score\":0}]}");
            case "hang-up" -> exchange.sendResponseHeaders(200, 1000);
            case SILENCE -> closed.await();
            default -> {
                if (how.equals(SLOWLY)) {
                    closed.await(500, TimeUnit.MILLISECONDS);
                }
                send(exchange, 200, chat ? reply(samples.get(0)) : results(samples));
                answered.addAndGet(samples.size());
                calls.add(new Call(began, System.nanoTime()));
            }
        }
    }

    /** A question to a model that tells how it is to be treated, as the metadata of a sample do. */
    static String question(String id, String treatment, String says) {
        return MAPPER.createObjectNode()
                .put("id", id)
                .set("metadata", MAPPER.createObjectNode().put("as", treatment).put("score", says))
                .toString();
    }

    private static JsonNode asked(JsonNode chat) throws IOException {
        return MAPPER.createArrayNode()
                .add(MAPPER.readTree(chat.at("/messages/0/content/0/text").textValue()));
    }

    private static String reply(JsonNode sample) {
        ObjectNode answer = MAPPER.createObjectNode();
        ObjectNode message = answer.putArray("choices").addObject().putObject("message");
        if (treatment(sample).equals(REFUSED)) {
            message.put("refusal", "the picture is empty");
        } else {
            message.put(
                    "content",
                    "There are %s.".formatted(sample.at("/metadata/score").textValue()));
        }
        return answer.toString();
    }

    private boolean isNotTreatedWell(JsonNode sample) {
        String how = treatment(sample);
        return ONCE.contains(how)
                ? treated.add(sample.path("id").textValue())
                : Set.of(POISON, SILENCE, SLOWLY).contains(how);
    }

    private static String treatment(JsonNode sample) {
        return sample.path("metadata").path("as").asText(WELL);
    }

    private static String results(List<JsonNode> samples) {
        ObjectNode answer = MAPPER.createObjectNode();
        for (JsonNode sample : samples) {
            ObjectNode result = answer.withArray("results").addObject().set("id", sample.path("id"));
            if (treatment(sample).equals(REFUSED)) {
                result.put("failure", "the picture is empty");
            } else {
                result.put(
                        "score",
                        Double.parseDouble(sample.path("metadata").path("score").textValue()));
            }
        }
        return answer.toString();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** As if it died: whoever waits is hung up on. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
