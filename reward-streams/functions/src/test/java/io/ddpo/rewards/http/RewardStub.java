package io.ddpo.rewards.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers as a test wants it to. */
public final class RewardStub implements AutoCloseable {
    /** The bodies that came. */
    public final List<String> questions = new CopyOnWriteArrayList<>();
    /** The {@code Authorization} of each, {@code null} as text if it had none. */
    public final List<String> tokens = new CopyOnWriteArrayList<>();
    /** The paths that were asked. */
    public final List<String> paths = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private volatile HttpHandler answer = exchange -> send(exchange, 404, "");

    /** Listens on any free port of this machine; answers 404 until told otherwise. */
    public RewardStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                paths.add(exchange.getRequestURI().getPath());
                tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                answer.handle(exchange);
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void answers(HttpHandler newAnswer) {
        answer = newAnswer;
    }

    public void answers(int status, String body) {
        answers(exchange -> send(exchange, status, body));
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
