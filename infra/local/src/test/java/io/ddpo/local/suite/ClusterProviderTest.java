package io.ddpo.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

class ClusterProviderTest {
    private static final Supplier<Optional<String>> ANSWERS = Optional::empty;
    private static final Supplier<Optional<String>> IS_SILENT = () -> Optional.of("no daemon");

    @Test
    void withoutAWishItIsContainersWhereDockerAnswers() {
        assertThat(ClusterProvider.choose("auto", ANSWERS)).isEqualTo(ContainersProvider.ofCompose());
    }

    @Test
    void withoutAWishItIsEmbeddedWhereDockerIsSilent() {
        assertThat(ClusterProvider.choose("auto", IS_SILENT).description())
                .isEqualTo("embedded (Docker does not answer: no daemon)");
    }

    @Test
    void whoWantsItEmbeddedDoesNotAskDocker() {
        assertThat(ClusterProvider.choose("embedded", () -> {
                            throw new AssertionError("asked");
                        })
                        .description())
                .isEqualTo("embedded (-Dcluster=embedded)");
    }

    @Test
    void whoWantsContainersIsToldThatDockerIsSilent() {
        assertThat(ClusterProvider.choose("containers", ANSWERS)).isEqualTo(ContainersProvider.ofCompose());
        assertThatThrownBy(() -> ClusterProvider.choose("containers", IS_SILENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("-Dcluster=containers: expected Docker to answer, got 'no daemon'; start it or set"
                        + " DOCKER_HOST, or leave -Dcluster out to test on an embedded cluster");
    }

    @Test
    void anotherWishIsRefused() {
        assertThatThrownBy(() -> ClusterProvider.choose("docker", ANSWERS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dcluster: expected auto, containers or embedded, got 'docker'");
    }

    @Test
    void imagesAreThoseOfTheComposeFile() {
        ContainersProvider containers = ContainersProvider.ofCompose();

        assertThat(containers.kafka()).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
        assertThat(containers.registry()).matches("apicurio/apicurio-registry:\\d[\\d.]+");
        assertThat(containers.description())
                .isEqualTo("containers (%s, %s)".formatted(containers.kafka(), containers.registry()));
    }
}
