package io.ddpo.schemas.topics;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What somebody may do with something of a cluster.
 *
 * @param type topic, group, transactional id or the cluster
 * @param pattern literal, or prefixed for all whose name starts with {@code name}
 * @param operations in the order of Kafka; to read or write is to describe, and to alter settings is to describe them
 */
public record Grant(ResourceType type, PatternType pattern, String name, Set<AclOperation> operations) {
    private static final String ANY_HOST = "*";

    /** @throws IllegalArgumentException without a name or an operation */
    public Grant {
        if (name.isEmpty() || operations.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a name and an operation, found '%s' %s".formatted(name, operations));
        }
        operations = Collections.unmodifiableSet(new TreeSet<>(operations));
    }

    /** The same in Kafka's words, for {@code principal}, such as {@code User:fox}, from any host. */
    public List<AclBinding> bindings(String principal) {
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW)))
                .toList();
    }
}
