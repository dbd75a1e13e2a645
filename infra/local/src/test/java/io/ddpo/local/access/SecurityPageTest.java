package io.ddpo.local.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.topics.Acls;
import io.ddpo.schemas.topics.Grant;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.RunRole;
import io.ddpo.schemas.topics.TopicCatalogue;
import io.ddpo.schemas.topics.TopicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class SecurityPageTest {
    private static final Path PAGE = Path.of("../../docs/security.md");
    private static final RunNames RUN = new RunNames("fox");
    private static final List<RunRole> COLUMNS =
            List.of(RunRole.SAMPLER, RunRole.REWARDS, RunRole.SCORER, RunRole.LEARNER, RunRole.CONSOLE);

    @Test
    void thePageSaysWhatRolesAreGranted() throws IOException {
        String own = table(role -> Acls.of(RUN, role));
        String source = table(role -> Acls.ofSource(RUN, role));

        assertThat(Files.readString(PAGE)).contains(own, source);
    }

    /** Rows of topics that somebody has something of. */
    private static String table(Function<RunRole, List<Grant>> grants) {
        List<String> rows = new ArrayList<>();
        for (TopicSpec topic : TopicCatalogue.of(RUN)) {
            List<String> cells = COLUMNS.stream()
                    .map(role -> cell(grants.apply(role), topic.name()))
                    .toList();
            if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                String name = topic.name().substring(RUN.prefix().length());
                rows.add("| `%s` | %s |".formatted(name, String.join(" | ", cells)));
            }
        }
        return String.join("\n", rows);
    }

    private static String cell(List<Grant> grants, String topic) {
        return grants.stream()
                .filter(grant -> grant.name().equals(topic))
                .flatMap(grant ->
                        Stream.of(AclOperation.READ, AclOperation.WRITE).filter(grant.operations()::contains))
                .map(operation -> operation.name().substring(0, 1))
                .collect(Collectors.joining(" "));
    }
}
