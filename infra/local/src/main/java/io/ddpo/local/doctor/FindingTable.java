package io.ddpo.local.doctor;

import java.util.ArrayList;
import java.util.List;

/** A diagnosis as lines for people. */
public final class FindingTable {
    private static final String ROW = "%-8s %-13s %s";

    private FindingTable() {}

    /** A line for each finding, and one for all of them. */
    public static List<String> lines(Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>();
        diagnosis.findings().forEach(finding -> lines.add(line(finding)));
        lines.add("%d looked at: %s, %s"
                .formatted(
                        diagnosis.findings().size(),
                        diagnosis.sound() ? "nothing wrong" : diagnosis.count(Verdict.WRONG) + " wrong",
                        warnings(diagnosis.count(Verdict.WARNING))));
        return lines;
    }

    private static String line(Finding finding) {
        String advice = finding.advice().isEmpty() ? "" : "; " + finding.advice();
        return ROW.formatted(finding.verdict(), finding.check(), finding.found() + advice);
    }

    private static String warnings(long count) {
        return count == 0 ? "no warning" : count + (count == 1 ? " warning" : " warnings");
    }
}
