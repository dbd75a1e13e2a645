package io.ddpo.local.access;

import io.ddpo.schemas.topics.Acls;
import io.ddpo.schemas.topics.Grant;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.RunRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;

/** What the users of a run's roles are granted, or what is taken back from them. */
public final class AclPlan {
    private final Map<RunRole, String> principals;
    private final Function<RunRole, List<Grant>> grants;

    private AclPlan(Map<RunRole, String> principals, Function<RunRole, List<Grant>> grants) {
        this.principals = Collections.unmodifiableMap(new LinkedHashMap<>(principals));
        this.grants = grants;
    }

    /**
     * All that is needed.
     *
     * @param sources runs that it replays or began with a version of
     * @param principals as Kafka knows the roles, such as {@code User:ddpo-sampler}; roles that are left out get nothing
     */
    public static AclPlan granting(RunNames run, List<RunNames> sources, Map<RunRole, String> principals) {
        List<RunNames> origins = List.copyOf(sources);
        return new AclPlan(principals, role -> {
            List<Grant> grants = new ArrayList<>(Acls.of(run, role));
            origins.forEach(source -> grants.addAll(Acls.ofSource(source, role)));
            return grants;
        });
    }

    /**
     * What a run alone needs: Kafka has each grant of a user once, so that one on the cluster, or on the topics of another
     * run, would be taken from all runs of that user.
     */
    public static AclPlan takingBack(RunNames run, Map<RunRole, String> principals) {
        return new AclPlan(
                principals,
                role -> Acls.of(run, role).stream()
                        .filter(grant -> grant.name().startsWith(run.prefix()))
                        .toList());
    }

    /** One for each operation. */
    public List<AclBinding> bindings() {
        List<AclBinding> all = new ArrayList<>();
        principals.forEach(
                (role, principal) -> grants.apply(role).forEach(grant -> all.addAll(grant.bindings(principal))));
        return all;
    }

    /**
     * The same as commands of a shell, the roles in their order.
     *
     * @param tool what each begins with: {@code kafka-acls.sh} with where the cluster is, and what to do
     */
    public List<String> commands(String tool) {
        List<String> lines = new ArrayList<>();
        principals.forEach((role, principal) -> {
            lines.add("# " + role.text());
            alike(grants.apply(role)).values().stream()
                    .map(same -> KafkaAcls.command(tool, principal, same))
                    .forEach(lines::add);
        });
        return lines;
    }

    /** What only differs in the name fits into one command. */
    private static Map<List<Object>, List<Grant>> alike(List<Grant> grants) {
        Function<Grant, List<Object>> kind = grant -> List.of(grant.type(), grant.pattern(), grant.operations());
        return grants.stream().collect(Collectors.groupingBy(kind, LinkedHashMap::new, Collectors.toList()));
    }
}
