package io.ddpo.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A cluster's state as JSON: the file that its supervisor keeps, and what {@code status --json} prints. */
public final class StateText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateText() {}

    /** As JSON. */
    public static String write(ClusterState state) {
        ObjectNode json = JSON.createObjectNode()
                .put("run", state.run())
                .put("specification", state.specification())
                .put("bootstrapServers", state.bootstrapServers())
                .put("registry", state.registry());
        state.console().ifPresent(address -> json.put("console", address));
        write(state.supervisor(), json.putObject("supervisor"));
        json.put("complete", state.complete());
        var workers = json.putArray("workers");
        state.workers().forEach(worker -> write(worker, workers.addObject()));
        return json.toPrettyString();
    }

    private static void write(ClusterState.Entry worker, ObjectNode json) {
        json.put("name", worker.name()).put("role", worker.role());
        worker.process().ifPresent(process -> write(process, json));
        json.put("state", worker.state()).put("since", worker.since().toString());
        json.put("restarts", worker.restarts());
        worker.lastStatus().ifPresent(status -> json.put("lastStatus", status));
        worker.httpPort().ifPresent(port -> json.put("httpPort", port));
    }

    private static void write(ProcessId process, ObjectNode json) {
        json.put("pid", process.pid()).put("startedAt", process.startedAt().toString());
    }

    /** @throws IOException if it is not what {@link #write} writes */
    static ClusterState read(String text) throws IOException {
        JsonNode json = JSON.readTree(text);
        try {
            List<ClusterState.Entry> workers = new ArrayList<>();
            json.required("workers").forEach(worker -> workers.add(entry(worker)));
            return new ClusterState(
                    json.required("run").textValue(),
                    json.required("specification").textValue(),
                    json.required("bootstrapServers").textValue(),
                    json.required("registry").textValue(),
                    Optional.ofNullable(json.get("console")).map(JsonNode::textValue),
                    process(json.required("supervisor")),
                    json.required("complete").booleanValue(),
                    workers);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ClusterState.Entry entry(JsonNode json) {
        return new ClusterState.Entry(
                json.required("name").textValue(),
                json.required("role").textValue(),
                json.has("pid") ? Optional.of(process(json)) : Optional.empty(),
                json.required("state").textValue(),
                Instant.parse(json.required("since").textValue()),
                json.required("restarts").intValue(),
                Optional.ofNullable(json.get("lastStatus")).map(JsonNode::intValue),
                Optional.ofNullable(json.get("httpPort")).map(JsonNode::intValue));
    }

    private static ProcessId process(JsonNode json) {
        return new ProcessId(
                json.required("pid").longValue(),
                Instant.parse(json.required("startedAt").textValue()));
    }
}
