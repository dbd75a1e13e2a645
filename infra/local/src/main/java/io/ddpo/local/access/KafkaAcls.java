package io.ddpo.local.access;

import io.ddpo.schemas.topics.Grant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The language of Kafka's own tool {@code kafka-acls.sh}. */
final class KafkaAcls {
    private static final Pattern PLAIN = Pattern.compile("[\\w.:=,@%/+-]+");

    private KafkaAcls() {}

    /** @param grants alike but for their names; at least one */
    static String command(String tool, String principal, List<Grant> grants) {
        Grant first = grants.get(0);
        StringBuilder command =
                new StringBuilder(tool).append(" --allow-principal ").append(quoted(principal));
        for (AclOperation operation : first.operations()) {
            command.append(" --operation ").append(name(operation));
        }
        if (first.pattern() == PatternType.PREFIXED) {
            command.append(" --resource-pattern-type prefixed");
        }
        String names = grants.stream().map(KafkaAcls::resource).collect(Collectors.joining(" "));
        return command.append(' ').append(names).toString();
    }

    private static String resource(Grant grant) {
        return grant.type() == ResourceType.CLUSTER ? "--cluster" : option(grant.type()) + " " + grant.name();
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            default -> throw new IllegalArgumentException("expected a resource of a run, found " + type);
        };
    }

    /** {@code DESCRIBE_CONFIGS} is {@code DescribeConfigs}. */
    private static String name(AclOperation operation) {
        return Pattern.compile("_?([A-Z])([A-Z]*)")
                .matcher(operation.name())
                .replaceAll(word -> word.group(1) + word.group(2).toLowerCase(Locale.ROOT));
    }

    /** Names of certificates may have blanks. */
    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
