package io.ddpo.schemas.specification;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.Specifications;
import io.ddpo.schemas.avro.Prompt;
import io.ddpo.schemas.avro.RunSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpecificationDigestTest {

    @Test
    void theOrderOfMapEntriesDoesNotMatter() {
        Map<String, String> ascending = new TreeMap<>(Specifications.counting());
        Map<String, String> descending = new LinkedHashMap<>();
        new TreeMap<>(ascending).descendingMap().forEach(descending::put);
        assertThat(List.copyOf(descending.keySet())).isNotEqualTo(List.copyOf(ascending.keySet()));

        assertThat(SpecificationDigest.of(withMetadata(descending)))
                .matches("[0-9a-f]{64}")
                .isEqualTo(SpecificationDigest.of(withMetadata(ascending)));
    }

    @Test
    void anyOtherValueGivesAnotherDigest() {
        RunSpecification sound = Specifications.sound();

        assertThat(SpecificationDigest.of(
                        RunSpecification.newBuilder(sound).setSeed(2).build()))
                .isNotEqualTo(SpecificationDigest.of(sound));
        assertThat(SpecificationDigest.of(withMetadata(Map.of("count", "3"))))
                .isNotEqualTo(SpecificationDigest.of(sound));
    }

    private static RunSpecification withMetadata(Map<String, String> metadata) {
        return RunSpecification.newBuilder(Specifications.sound())
                .setPrompts(List.of(new Prompt("two wolves", metadata)))
                .build();
    }
}
