package io.ddpo.local.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether brokers can be reached.
 *
 * @param tls whether they are to be spoken to by TLS
 */
record AddressCheck(List<Endpoint> brokers, boolean tls) implements Check {
    private static final String NAME = "address";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        return judge(
                brokers,
                brokers.stream()
                        .map(tls ? Endpoint::fault : Endpoint::faultOfPlainBroker)
                        .flatMap(Optional::stream)
                        .toList());
    }

    @Override
    public String remedy() {
        return "correct --bootstrap";
    }

    /** Clients find the other brokers by any of those that they are told. */
    static Finding judge(List<Endpoint> brokers, List<String> faults) {
        String found = String.join(", ", faults);
        if (faults.isEmpty()) {
            return Finding.ok(
                    NAME, brokers.stream().map(Endpoint::toString).collect(Collectors.joining(", ", "reached ", "")));
        }
        return faults.size() < brokers.size()
                ? Finding.warning(NAME, found, "start it, or take it out of --bootstrap")
                : Finding.wrong(
                        NAME,
                        found,
                        "start the brokers, or correct --bootstrap or kafka.security.protocol in --config");
    }
}
