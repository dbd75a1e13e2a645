package io.ddpo.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Answers every request the same and remembers what was asked. */
final class RegistryStub implements AutoCloseable {
    private final HttpServer server;
    private final String scheme;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private RegistryStub(HttpServer server, String scheme, int status, String answer) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", exchange -> answer(exchange, status, answer));
        server.start();
    }

    static RegistryStub http(int status, String answer) throws IOException {
        return new RegistryStub(HttpServer.create(anyPort(), 0), "http", status, answer);
    }

    static RegistryStub https(SSLContext tls, int status, String answer) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new RegistryStub(server, "https", status, answer);
    }

    String url() {
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    /** Method, path and body of each request. */
    List<String> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void answer(HttpExchange exchange, int status, String answer) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
