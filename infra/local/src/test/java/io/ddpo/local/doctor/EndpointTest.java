package io.ddpo.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final byte[] REQUEST = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0};

    @Test
    void addressesAreThoseOfKafkaAndOfUrls() {
        assertThat(Endpoint.ofBrokers("kafka_0:9092, [::1]:9093"))
                .containsExactly(new Endpoint("kafka_0", 9092), new Endpoint("[::1]", 9093));
        assertThat(Endpoint.of("http://registry:8081/apis/ccompat/v7")).isEqualTo(new Endpoint("registry", 8081));
        assertThat(Endpoint.of("https://registry")).isEqualTo(new Endpoint("registry", 443));
        assertThat(Endpoint.of("http://schema_registry:8081")).isEqualTo(new Endpoint("schema_registry", 8081));
    }

    @Test
    void aNameWithoutAnAddressIsSaid() {
        assertThat(new Endpoint("nowhere.invalid", 9092).fault()).hasValue("nowhere.invalid:9092 has no address");
    }

    @Test
    void aPortWithNobodyBehindIsSaid() throws Exception {
        Endpoint left;
        try (ServerSocket server = listening()) {
            left = at(server);
            assertThat(left.fault()).isEmpty();
        }
        assertThat(left.fault()).get().asString().startsWith(left + " takes no connection (");
    }

    @Test
    void aBrokerIsKnownByAnAnswerOfReasonableLength() throws Exception {
        try (ServerSocket server = listening()) {
            CompletableFuture<byte[]> asked = answer(server, new byte[] {0, 0, 1, 0});

            assertThat(at(server).faultOfPlainBroker()).isEmpty();
            assertThat(asked.join()).isEqualTo(REQUEST);
        }
    }

    @Test
    void anotherProtocolIsNotTakenForAnAnswerOfAGigabyte() throws Exception {
        try (ServerSocket server = listening()) {
            CompletableFuture<byte[]> asked =
                    answer(server, "HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII));

            assertThat(at(server).faultOfPlainBroker())
                    .hasValue(at(server) + " speaks something else than Kafka without TLS");
            assertThat(asked.join()).isEqualTo(REQUEST);
        }
    }

    @Test
    void whoEndsTheConnectionIsNoBroker() throws Exception {
        try (ServerSocket server = listening()) {
            CompletableFuture<byte[]> asked = answer(server, new byte[0]);

            assertThat(at(server).faultOfPlainBroker())
                    .hasValue(at(server) + " ends the connection instead of an answer");
            assertThat(asked.join()).isEqualTo(REQUEST);
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Endpoint at(ServerSocket server) {
        return new Endpoint("127.0.0.1", server.getLocalPort());
    }

    /** Answers one request, and comes to that. */
    private static CompletableFuture<byte[]> answer(ServerSocket server, byte[] answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
                byte[] request = socket.getInputStream().readNBytes(REQUEST.length);
                socket.getOutputStream().write(answer);
                return request;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
