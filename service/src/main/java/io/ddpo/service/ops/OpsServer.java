package io.ddpo.service.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /livez}, {@code /readyz} (200 or 503, JSON) and {@code /metrics} (Prometheus). */
public final class OpsServer implements AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor;

    private OpsServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @throws FatalRoleException with {@link ExitCode#BAD_INPUT} if the address cannot be had
     */
    public static OpsServer start(String host, int port, Health health, Metrics metrics) {
        HttpServer server = bind(host, port);
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "ops-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        answer(server, "/livez", () -> Answer.of(health.liveness()));
        answer(server, "/readyz", () -> Answer.of(health.readiness()));
        answer(server, "/metrics", () -> new Answer(200, PROMETHEUS, metrics.scrape()));
        server.start();
        return new OpsServer(server, executor);
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
    }

    private static HttpServer bind(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            if (address.isUnresolved()) {
                throw new IOException("no such host");
            }
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new FatalRoleException(
                    ExitCode.BAD_INPUT,
                    "http.port: expected a free address, got %s:%d (%s)".formatted(host, port, e.getMessage()),
                    e);
        }
    }

    private static void answer(HttpServer server, String path, Supplier<Answer> answers) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, answer(exchange, path, answers));
            }
        });
    }

    private static Answer answer(HttpExchange exchange, String path, Supplier<Answer> answers) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return Answer.of(404, "expected /livez, /readyz or /metrics");
        }
        return exchange.getRequestMethod().equals("GET") ? answers.get() : Answer.of(405, "expected GET");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    private record Answer(int status, String contentType, String body) {
        private static Answer of(int status, String sentence) {
            return new Answer(status, "text/plain; charset=utf-8", sentence + "\n");
        }

        private static Answer of(Report report) {
            return new Answer(report.up() ? 200 : 503, "application/json", report.json());
        }
    }
}
