package io.ddpo.local.doctor;

import io.ddpo.local.broker.Ports;
import io.ddpo.service.FatalRoleException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ports that commands take by themselves. Every one of them can be told another. */
record PortsCheck() implements Check {
    private static final String NAME = "ports";
    private static final Map<Integer, String> USUAL =
            new TreeMap<>(Map.of(9092, "ddpo broker", 8081, "ddpo registry", 8640, "ddpo console"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        return judge(USUAL.keySet().stream().filter(port -> !isFree(port)).toList());
    }

    @Override
    public String remedy() {
        return "see that programs may listen on 127.0.0.1";
    }

    static Finding judge(List<Integer> taken) {
        if (taken.isEmpty()) {
            return Finding.ok(
                    NAME,
                    USUAL.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ", "", " are free")));
        }
        return Finding.warning(
                NAME,
                taken.stream()
                        .map(port -> "%d of %s".formatted(port, USUAL.get(port)))
                        .collect(Collectors.joining(", ", "taken: ", "")),
                "pass --port with another, or 0 for any, to start it here; ./ddpo up and demo find free ones");
    }

    private static boolean isFree(int port) {
        try {
            return Ports.choose(port) == port;
        } catch (FatalRoleException taken) {
            return false;
        }
    }
}
