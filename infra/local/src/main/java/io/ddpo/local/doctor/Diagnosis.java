package io.ddpo.local.doctor;

import java.util.List;

/** All findings, in the order in which things were looked at. */
public record Diagnosis(List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong; there may be warnings. */
    public boolean sound() {
        return count(Verdict.WRONG) == 0;
    }

    long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
