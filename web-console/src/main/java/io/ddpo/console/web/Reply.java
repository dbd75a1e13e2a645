package io.ddpo.console.web;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** What a request is answered with. */
record Reply(int status, String type, Buffer body, Map<String, String> headers) {
    static final String JSON = "application/json; charset=utf-8";
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    Reply {
        headers = Map.copyOf(headers);
    }

    /** What may be another thing at the next time. */
    static Reply json(Object value) {
        return json(200, value);
    }

    static Reply json(int status, Object value) {
        return fresh(status, JSON, Json.write(value));
    }

    static Reply fresh(int status, String type, Buffer body) {
        return new Reply(status, type, body, Map.of("Cache-Control", "no-store"));
    }

    /** What is never another thing at this address. */
    static Reply immutable(String type, Buffer body) {
        return new Reply(200, type, body, Map.of("Cache-Control", FOR_EVER));
    }

    /** Nothing to say, but that it is done. */
    static Reply empty() {
        return fresh(204, JSON, Buffer.buffer());
    }

    static Reply redirect(String to) {
        return new Reply(303, "text/plain; charset=utf-8", Buffer.buffer(), Map.of("Location", to));
    }

    Reply with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, body, more);
    }
}
