package io.ddpo.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {
    @ParameterizedTest
    @EnumSource
    void everyCodeIsFoundByItsStatus(ExitCode code) {
        assertThat(ExitCode.of(code.status())).contains(code);
    }

    @Test
    void theStatusesAreAContractWithSupervisors() {
        assertThat(ExitCode.values()).extracting(ExitCode::status).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(ExitCode.FENCED.status()).isEqualTo(4);
        assertThat(ExitCode.of(137)).isEmpty();
    }

    @Test
    void onlyWhatMayGoBetterAnotherTimeIsRestarted() {
        assertThat(ExitCode.values())
                .filteredOn(ExitCode::restartable)
                .containsExactly(
                        ExitCode.UNEXPECTED, ExitCode.RESOURCES, ExitCode.UNAVAILABLE, ExitCode.DRAIN_TIMED_OUT);
    }

    @Test
    void anExitThatWentWrongSaysWhy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exit(ExitCode.FENCED, " "))
                .withMessage("sentence: expected a reason for FENCED, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FatalRoleException(ExitCode.OK, "all is well"))
                .withMessage("code: expected one that says what went wrong, got OK");
    }
}
