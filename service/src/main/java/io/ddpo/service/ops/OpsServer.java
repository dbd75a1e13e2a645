package io.ddpo.service.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /livez}, {@code /readyz} (200 or 503, JSON) and {@code /metrics} (Prometheus). */
public final class OpsServer implements AutoCloseable {
    private static final String JSON = "application/json";
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
        answer(server, "/livez", () -> of(health.liveness()));
        answer(server, "/readyz", () -> of(health.readiness()));
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
                    "http.port: expected a free address, got %s:%d: %s".formatted(host, port, e.getMessage()),
                    e);
        }
    }

    private static Answer of(Report report) {
        return new Answer(report.up() ? 200 : 503, JSON, report.json());
    }

    private static void answer(HttpServer server, String path, Supplier<Answer> answers) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, exchange.getRequestURI().getPath().equals(path) ? answers.get() : Answer.NOT_FOUND);
            }
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private record Answer(int status, String contentType, String body) {
        private static final Answer NOT_FOUND =
                new Answer(404, "text/plain; charset=utf-8", "expected /livez, /readyz or /metrics\n");
    }
}
