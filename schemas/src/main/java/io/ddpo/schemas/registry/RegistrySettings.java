package io.ddpo.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where the registry is and how to enter, under Confluent's own names for these settings.
 *
 * @param url as {@link SchemaRegistries#open} wants it
 * @param settings value by name
 */
public record RegistrySettings(String url, Map<String, String> settings) {
    private static final String USER_INFO = "basic.auth.user.info";
    private static final String TOKEN = "bearer.auth.token";
    private static final Set<String> TLS = Set.of(
            "ssl.truststore.location",
            "ssl.truststore.password",
            "ssl.truststore.type",
            "ssl.truststore.certificates",
            "ssl.keystore.location",
            "ssl.keystore.password",
            "ssl.keystore.type",
            "ssl.keystore.key",
            "ssl.keystore.certificate.chain",
            "ssl.key.password",
            "ssl.endpoint.identification.algorithm");

    /** User and password, and a query, which may be a key. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/]*(?=@)|(?<=\\?).*");

    /** Prefix under which Confluent's client looks for TLS settings. */
    private static final String TLS_PREFIX = "schema.registry.";

    /** @throws IllegalArgumentException with all problems at once */
    public RegistrySettings {
        settings = Map.copyOf(settings);
        List<String> problems = problems(url, settings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Every setting there is: user and password with a colon between them, a bearer token, or TLS as in Kafka. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(TLS);
        names.add(USER_INFO);
        names.add(TOKEN);
        return names;
    }

    boolean isMemory() {
        return url.equals(SchemaRegistries.MEMORY);
    }

    List<String> urls() {
        return List.of(url.split(","));
    }

    /** The same for Confluent's client, which wants the source of credentials said beside them. */
    Map<String, String> forConfluent() {
        Map<String, String> config = new HashMap<>();
        settings.forEach((name, value) -> config.put(TLS.contains(name) ? TLS_PREFIX + name : name, value));
        if (settings.containsKey(USER_INFO)) {
            config.put("basic.auth.credentials.source", "USER_INFO");
        }
        if (settings.containsKey(TOKEN)) {
            config.put("bearer.auth.credentials.source", "STATIC_TOKEN");
        }
        return config;
    }

    private static List<String> problems(String url, Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        boolean memory = url.equals(SchemaRegistries.MEMORY);
        for (String part : memory ? new String[0] : url.split(",", -1)) {
            if (!isServer(part)) {
                problems.add("registry: expected memory: or http(s)://host:port without user or query, found '"
                        + CREDENTIALS.matcher(part).replaceAll("***") + "'");
            }
        }
        for (String name : new TreeSet<>(settings.keySet())) {
            if (memory) {
                problems.add("registry " + name + ": expected no settings with memory:");
            } else if (!names().contains(name)) {
                problems.add("registry " + name + ": expected one of " + String.join(", ", names()));
            }
        }
        if (settings.containsKey(USER_INFO) && settings.containsKey(TOKEN)) {
            problems.add("registry: expected " + USER_INFO + " or " + TOKEN + ", found both");
        }
        String user = settings.get(USER_INFO);
        if (user != null && user.indexOf(':') < 1) {
            problems.add("registry " + USER_INFO + ": expected user:password");
        }
        return problems;
    }

    private static boolean isServer(String url) {
        try {
            URI uri = new URI(url);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
