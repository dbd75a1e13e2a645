package io.ddpo.local.broker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which remembers what it was asked. The broker makes it, so all brokers of a JVM share it. */
public final class RecordingAuthorizer extends StandardAuthorizer {
    private static final Set<Decision> DECISIONS = ConcurrentHashMap.newKeySet();

    private final ThreadLocal<Boolean> looksAround = ThreadLocal.withInitial(() -> false);

    /** @param user name of the user, without {@code User:} */
    public record Decision(String user, ResourceType type, String name, AclOperation operation, boolean allowed) {}

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext request, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(request, actions);
        for (int i = 0; i < actions.size(); i++) {
            boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
            Action action = actions.get(i);
            boolean matters = allowed ? action.logIfAllowed() : action.logIfDenied();
            if (matters && !looksAround.get()) { // else it only looks what to leave out of an answer
                DECISIONS.add(new Decision(
                        request.principal().getName(),
                        action.resourcePattern().resourceType(),
                        action.resourcePattern().name(),
                        action.operation(),
                        allowed));
            }
        }
        return results;
    }

    /** Whether a user may write anywhere at all, as every producer is asked at first, says nothing of a topic. */
    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext request, AclOperation operation, ResourceType type) {
        looksAround.set(true);
        try {
            return super.authorizeByResourceType(request, operation, type);
        } finally {
            looksAround.remove();
        }
    }

    /** What was decided since {@link #forget}. */
    public static Set<Decision> decisions() {
        return Set.copyOf(DECISIONS);
    }

    /** Begins anew. */
    public static void forget() {
        DECISIONS.clear();
    }
}
