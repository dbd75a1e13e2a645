package io.ddpo.s3;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S3Proxy over a folder, in a process of its own, that takes requests signed by one user alone. */
final class S3Server implements AutoCloseable {
    static final String USER = "foxes";
    static final String SECRET = "under the tree";

    private final Process process;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param folder where its buckets are */
    static S3Server start(Path folder) throws IOException {
        int port = freePort();
        Path settings = Files.writeString(
                folder.resolve("s3proxy.conf"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + USER,
                        "s3proxy.credential=" + SECRET,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=any",
                        "jclouds.credential=any",
                        "jclouds.filesystem.basedir=" + Files.createDirectory(folder.resolve("buckets"))));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        System.getProperty("s3proxy"),
                        "--properties",
                        settings.toString()))
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "s3proxy.log"))
                .start();
        S3Server server = new S3Server(process, port);
        await("s3proxy").atMost(Duration.ofMinutes(2)).until(server::answers);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The environment of a user who may enter. */
    Map<String, String> environment() {
        return environment(SECRET);
    }

    Map<String, String> environment(String secret) {
        return Map.of(
                "AWS_ACCESS_KEY_ID", USER,
                "AWS_SECRET_ACCESS_KEY", secret,
                "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
