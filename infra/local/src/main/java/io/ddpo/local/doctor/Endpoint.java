package io.ddpo.local.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a server is said to listen. Asked by sockets of our own, which give up soon and say why. */
record Endpoint(String host, int port) {
    private static final int PATIENCE_MS = 3_000;

    /** Which versions of which requests a broker takes: asked of everyone first, and answered before any login. */
    private static final short API_VERSIONS = 18;

    /** The answer has some hundred bytes; in the first bytes of TLS or HTTP one reads hundreds of millions. */
    private static final int LONGEST_ANSWER = 1 << 20;

    /** Of Kafka's {@code host:port[,host:port…]}. */
    static List<Endpoint> ofBrokers(String bootstrapServers) {
        return Arrays.stream(bootstrapServers.split(","))
                .map(String::strip)
                .map(Endpoint::ofBroker)
                .toList();
    }

    /** Not by a URI, which knows no underscores in names. */
    private static Endpoint ofBroker(String address) {
        int colon = address.lastIndexOf(':');
        return new Endpoint(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Of a URL, {@code http} or {@code https} if it does not say the port. */
    static Endpoint of(String url) {
        try {
            URL parts = new URL(url.strip());
            return new Endpoint(parts.getHost(), parts.getPort() < 0 ? parts.getDefaultPort() : parts.getPort());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("expected the URL of a registry, got " + url, e);
        }
    }

    /** Why nobody can be spoken to there; empty if somebody takes connections. */
    Optional<String> fault() {
        return trying(socket -> Optional.empty());
    }

    /**
     * The same for a broker without TLS. Kafka's own client takes whatever comes first for the size of an answer, and
     * for one in another protocol more memory than there is.
     */
    Optional<String> faultOfPlainBroker() {
        return trying(socket -> {
            socket.getOutputStream().write(greeting());
            int size = new DataInputStream(socket.getInputStream()).readInt();
            return size > 0 && size <= LONGEST_ANSWER
                    ? Optional.empty()
                    : Optional.of(this + " speaks something else than Kafka without TLS");
        });
    }

    private interface Talk {
        Optional<String> over(Socket socket) throws IOException;
    }

    private Optional<String> trying(Talk talk) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of(this + " has no address");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return talk.over(socket);
        } catch (SocketTimeoutException e) {
            return Optional.of("%s does not answer within %d s".formatted(this, PATIENCE_MS / 1_000));
        } catch (ConnectException e) {
            return Optional.of("%s takes no connection (%s)".formatted(this, e.getMessage()));
        } catch (IOException e) {
            return Optional.of(this + " ends the connection instead of an answer");
        }
    }

    /** A request of the first version, with an empty name of the client. */
    private static byte[] greeting() {
        int length = 3 * Short.BYTES + Integer.BYTES;
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) 0)
                .array();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
