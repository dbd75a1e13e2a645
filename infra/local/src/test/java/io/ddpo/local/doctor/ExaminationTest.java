package io.ddpo.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private final Examination examination = new Examination();

    /** A check that fails before it sees anything. */
    private record Blind(Exception failure) implements Check {
        @Override
        public String name() {
            return "blind";
        }

        @Override
        public Finding look() throws ExecutionException {
            throw new ExecutionException(failure);
        }

        @Override
        public String remedy() {
            return "open your eyes";
        }
    }

    /** A check that sees what it was made for. */
    private record Seeing(Finding look) implements Check {
        @Override
        public String name() {
            return look.check();
        }

        @Override
        public String remedy() {
            return "";
        }
    }

    @Test
    void onlyWhatIsWrongKeepsFromLookingOn() {
        assertThat(examination.look(new Seeing(Finding.ok("ports", "free")))).isTrue();
        assertThat(examination.look(new Seeing(Finding.warning("ports", "taken", "take others"))))
                .isTrue();
        assertThat(examination.look(new Seeing(Finding.wrong("ports", "none", "see to them"))))
                .isFalse();
    }

    @Test
    void whatCannotBeLookedAtIsWrongWithTheRemedy() {
        boolean sound = examination.look(new Blind(new TimeoutException("no answer")));

        assertThat(sound).isFalse();
        assertThat(examination.diagnosis().findings())
                .containsExactly(Finding.wrong(
                        "blind", "could not be looked at: TimeoutException: no answer", "open your eyes"));
        assertThat(examination.diagnosis().sound()).isFalse();
    }

    @Test
    void whatAUserMayNotAskIsWarnedOfAlone() {
        examination.look(new Blind(new ClusterAuthorizationException("denied")));

        assertThat(examination.diagnosis().findings())
                .singleElement()
                .returns(Verdict.WARNING, Finding::verdict)
                .returns("could not be looked at: ClusterAuthorizationException: denied", Finding::found);
        assertThat(examination.diagnosis().sound()).isTrue();
    }

    @Test
    void findingsAreALineEachAndOneForAll() {
        examination.look(new Seeing(Finding.ok("java", "Java 17")));
        examination.look(new Seeing(Finding.warning("ports", "taken", "take others")));
        examination.look(new Blind(new TimeoutException("no answer")));

        assertThat(FindingTable.lines(examination.diagnosis()))
                .containsExactly(
                        "ok       java          Java 17",
                        "warning  ports         taken; take others",
                        "wrong    blind         could not be looked at: TimeoutException: no answer; open your eyes",
                        "3 looked at: 1 wrong, 1 warning");
    }

    @Test
    void whatIsNotWellNeedsAdvice() {
        assertThatIllegalArgumentException().isThrownBy(() -> Finding.wrong("ports", "taken", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Finding("ports", Verdict.OK, "free", "go on"));
    }
}
