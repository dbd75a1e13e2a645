package io.ddpo.fleet;

import static io.ddpo.fleet.WorkerRole.LEARNER;
import static io.ddpo.fleet.WorkerRole.SAMPLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.OnOveroptimisation;
import io.ddpo.schemas.avro.RunState;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FleetLogTest {
    private final ScriptedLog log = new ScriptedLog("fleet");

    @Test
    void aRunIsKnownOnceItsLogIsRead() {
        log.entry("foxes", Records.entry("foxes", "fleet", Map.of("learner", 1, "sampler", 2, "painter", 7)));
        log.look();
        assertThat(log.fleet().isListRead()).isTrue();
        assertThat(log.fleet().unreadRuns()).containsExactly("foxes");
        assertThat(log.fleet().wishes()).isEmpty();

        log.control("foxes", Records.created("foxes", 0, OnOveroptimisation.IGNORE));
        log.control("foxes", Records.samplers(4));
        log.ends("foxes");
        log.look();
        assertThat(log.fleet().unreadRuns()).isEmpty();
        assertThat(log.fleet().wishes())
                .containsExactly(
                        new RunWish("foxes", Map.of(LEARNER, 1, SAMPLER, 2), OptionalInt.of(4), Optional.empty()));
    }

    @Test
    void runsOfOthersAndRunsThatNobodyWantsAreNotFollowed() {
        log.entry("wolves", Records.entry("wolves", "somebody", Map.of("learner", 1)));
        log.entry("bears", Records.entry("bears", "", Map.of("learner", 1)));
        log.entry("hares", Records.entry("hares", "fleet", Map.of()));
        log.look();

        assertThat(log.fleet().isListRead()).isTrue();
        assertThat(log.fleet().unreadRuns()).isEmpty();
        assertThat(log.fleet().wishes()).isEmpty();
    }

    @Test
    void whatIsReleasedOrStruckOffIsForgotten() {
        follow("foxes");
        follow("wolves");

        log.entry("foxes", Records.entry("foxes", "fleet", Map.of()));
        log.entry("wolves", null);
        log.look();

        assertThat(log.fleet().wishes()).isEmpty();
    }

    @Test
    void commandsAreFollowedAsTheyCome() {
        follow("foxes");

        log.control("foxes", Records.samplers(3));
        log.look();
        assertThat(log.fleet().wishes().get(0).samplers()).hasValue(3);

        log.version(
                "foxes",
                Records.manifest("foxes", 2, RunState.STOPPED)
                        .setNextControlOffset(9)
                        .build());
        log.look();
        assertThat(log.fleet().wishes().get(0).over()).hasValue("the run is stopped");
    }

    @Test
    void whatIsNoCommandOrOfAnotherRunIsLeftOut() {
        follow("foxes");

        log.nonsense("foxes");
        log.version("foxes", Records.manifest("wolves", 2, RunState.STOPPED).build());
        log.control("foxes", Records.samplers(5));
        log.look();

        assertThat(log.fleet().wishes())
                .singleElement()
                .returns(OptionalInt.of(5), RunWish::samplers)
                .returns(Optional.empty(), RunWish::over);
    }

    private void follow(String run) {
        log.entry(run, Records.entry(run, "fleet", Map.of("learner", 1, "sampler", 1)));
        log.look();
        log.ends(run);
        log.look();
        assertThat(log.fleet().wishes()).extracting(RunWish::run).contains(run);
    }
}
