package io.ddpo.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    @Test
    void goesOnWithItsTopicsInTheSameFolder() throws Exception {
        try (EmbeddedBroker first = EmbeddedBroker.start(directory, 0);
                Admin admin = admin(first)) {
            admin.createTopics(List.of(new NewTopic("kept", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
        }

        try (EmbeddedBroker second = EmbeddedBroker.start(directory, 0);
                Admin admin = admin(second)) {
            assertThat(admin.describeTopics(List.of("kept"))
                            .allTopicNames()
                            .get()
                            .get("kept")
                            .partitions())
                    .hasSize(3);
        }
    }

    @Test
    void letsAShareGroupTryTenTimesAndHoldALockForASecondOrAnHour() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
                Admin admin = admin(broker)) {
            ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
            var config = admin.describeConfigs(List.of(node)).all().get().get(node);

            assertThat(config.get("group.share.delivery.count.limit").value()).isEqualTo("10");
            assertThat(config.get("group.share.min.record.lock.duration.ms").value())
                    .isEqualTo("1000");
            assertThat(config.get("group.share.max.record.lock.duration.ms").value())
                    .isEqualTo("3600000");
        }
    }

    @Test
    void refusesAFolderThatAnotherBrokerUses() {
        try (EmbeddedBroker first = EmbeddedBroker.start(directory, 0)) {
            assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
            assertRefused(
                    directory,
                    0,
                    "[" + directory + "] expected a folder of its own, got one that another broker is using");
        }
    }

    @Test
    void isFoundByItsFolderWhileItRuns() throws Exception {
        assertThat(EmbeddedBroker.running(directory)).as("before").isEmpty();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            assertThat(EmbeddedBroker.running(directory)).contains(broker.bootstrapServers());
        }
        assertThat(EmbeddedBroker.running(directory)).as("after").isEmpty();

        Files.writeString(directory.resolve("ddpo-address"), "127.0.0.1:1");
        assertThat(EmbeddedBroker.running(directory))
                .as("of a process that was killed")
                .isEmpty();
    }

    @Test
    void refusesAFolderThatCannotBe() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("data"), 0))
                .isInstanceOf(FatalRoleException.class)
                .hasMessageStartingWith("[" + file.resolve("data") + "] expected a folder to write to, got ");
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused(
                    directory,
                    port,
                    "--port: expected a free port on 127.0.0.1, got " + port + " (Address already in use)");
        }
    }

    @Test
    void refusesAPortThatIsNone() {
        assertRefused(directory, 65_536, "--port: expected 0 (any free port) to 65535, got 65536");
    }

    private static void assertRefused(Path directory, int port, String sentence) {
        assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
                .isInstanceOfSatisfying(
                        FatalRoleException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage(sentence);
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
