package io.ddpo.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddpo.schemas.avro.LatentDtype;
import io.ddpo.schemas.avro.SamplingSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunChecksTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aTrajectoryHasALatentMoreThanSteps() {
        long full = TrajectoryCheck.bytes(4, 64, new SamplingSettings(50, 1.0, 5.0, 1, LatentDtype.FLOAT32));
        long half = TrajectoryCheck.bytes(4, 64, new SamplingSettings(50, 1.0, 5.0, 1, LatentDtype.FLOAT16));

        assertThat(full - half).isEqualTo(51L * 4 * 64 * 64 * 2);
        assertThat(full).isBetween(51L * 4 * 64 * 64 * 4, 51L * 4 * 64 * 64 * 4 + 200_000);
    }

    @Test
    void aTrajectoryAboveTheLimitIsWrong() {
        assertThat(TrajectoryCheck.judge(1_000, 1_000).verdict()).isEqualTo(Verdict.OK);
        assertThat(TrajectoryCheck.judge(1_001, 1_000))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("takes at most 1001 bytes, and a record may have 1000", Finding::found);
    }

    @Test
    void aRunThatCannotBeReadIsWrong() {
        assertThat(RunCheck.judge("foxes", true)).isEqualTo(Finding.ok("run", "foxes is there"));
        assertThat(RunCheck.judge("foxes", false))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("foxes has no specification that can be read", Finding::found);
    }

    @Test
    void topicsThatDifferAreWrongBeforeSchemas() {
        assertThat(RunTopicsCheck.judge(13, Optional.empty(), List.of()))
                .isEqualTo(Finding.ok("topics", "13 as the contract has them"));
        assertThat(RunTopicsCheck.judge(13, Optional.of("other partitions"), List.of("a-value")))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("other partitions", Finding::found);
        assertThat(RunTopicsCheck.judge(13, Optional.empty(), List.of("a-value"))
                        .found())
                .isEqualTo("the registry has other schemas for a-value");
    }

    @Test
    void aGroupThatBeginsAtTheEndIsWrongOnceItIsThere() {
        Map<String, String> defaults =
                Map.of("share.auto.offset.reset", "latest", "share.isolation.level", "read_committed");

        assertThat(ShareGroupCheck.judge(false, defaults).verdict()).isEqualTo(Verdict.OK);
        assertThat(ShareGroupCheck.judge(true, defaults))
                .returns(Verdict.WRONG, Finding::verdict)
                .returns("their group has {share.auto.offset.reset=latest}", Finding::found);
        assertThat(ShareGroupCheck.judge(true, Map.of("share.auto.offset.reset", "earliest"))
                        .found())
                .isEqualTo("their group has {share.isolation.level=not set}");
    }

    @Test
    void onlyAHeartbeatFromTheFutureGivesClocksAway() {
        assertThat(ClockCheck.judge(Map.of(), NOW).verdict()).isEqualTo(Verdict.OK);
        assertThat(ClockCheck.judge(beat(-3_600), NOW).verdict()).isEqualTo(Verdict.OK);
        assertThat(ClockCheck.judge(beat(2), NOW).verdict()).isEqualTo(Verdict.OK);
        assertThat(ClockCheck.judge(beat(5), NOW))
                .returns(Verdict.WARNING, Finding::verdict)
                .returns("worker sampler-1 is 5 s ahead of it", Finding::found);
        assertThat(ClockCheck.judge(beat(60), NOW).verdict()).isEqualTo(Verdict.WRONG);
    }

    private static Map<String, Instant> beat(long secondsAhead) {
        return Map.of("sampler-1", NOW.plusSeconds(secondsAhead), "sampler-0", NOW.minusSeconds(7_200));
    }
}
