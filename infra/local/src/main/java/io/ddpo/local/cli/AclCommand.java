package io.ddpo.local.cli;

import io.ddpo.local.access.AclPlan;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.schemas.topics.RunRole;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ddpo acl}: what the users of a run's roles are to be granted. */
@Command(
        name = "acl",
        description = {
            "Print the commands of kafka-acls.sh that grant each role of a run what it needs, and nothing else; with"
                    + " --apply grant it, as a user who may.",
            "Every role is a user of its own, ddpo-ROLE unless --user says otherwise. The operator creates, steers and"
                    + " deletes the run, and may do the work of all roles. docs/security.md has more."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ddpo acl --run foxes",
            "  ddpo acl --run foxes --config admin.conf --apply",
            "  ddpo acl --run again --source foxes --role learner --user learner=CN=gpu-1 --config admin.conf --apply"
        })
final class AclCommand implements Callable<Integer> {
    private static final String USER = "User:";

    @Option(names = "--run", paramLabel = "RUN", required = true, description = "The run; it need not be there yet.")
    private String run;

    @Option(
            names = "--source",
            paramLabel = "RUN",
            description =
                    "A run that it replays, was forked from, or whose rewards it remembers: every run that it goes"
                            + " back to. Repeatable.")
    private List<String> sources = List.of();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "Only this role: sampler, rewards, scorer, learner, console or operator. Repeatable.")
    private List<String> roles = List.of();

    @Option(
            names = "--user",
            paramLabel = "ROLE=NAME",
            description = "Name of a role's user, as Kafka knows it. Default: ddpo-ROLE. Repeatable.")
    private Map<String, String> users = new LinkedHashMap<>();

    @Option(names = "--remove", description = "Take back what only this run needs instead.")
    private boolean remove;

    @Option(names = "--apply", description = "Do it, rather than print how.")
    private boolean apply;

    @Mixin
    private ClusterOptions cluster;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        AclPlan plan = Inputs.sound(this::plan);
        PrintWriter out = spec.commandLine().getOut();
        if (apply) {
            List<AclBinding> bindings = plan.bindings();
            apply(bindings);
            out.printf("run %s: %d ACLs are %s%n", run, bindings.size(), remove ? "taken back" : "granted");
        } else {
            plan.commands(tool()).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private AclPlan plan() {
        RunNames names = new RunNames(run);
        return remove
                ? AclPlan.takingBack(names, principals())
                : AclPlan.granting(names, sources.stream().map(RunNames::new).toList(), principals());
    }

    private Map<RunRole, String> principals() {
        Map<RunRole, String> named = new EnumMap<>(RunRole.class);
        users.forEach((role, user) -> named.put(role(role), user.startsWith(USER) ? user : USER + user));
        Map<RunRole, String> wanted = new EnumMap<>(RunRole.class);
        List<RunRole> all = roles.isEmpty()
                ? Arrays.asList(RunRole.values())
                : roles.stream().map(AclCommand::role).toList();
        all.forEach(role -> wanted.put(role, named.getOrDefault(role, USER + "ddpo-" + role.text())));
        return wanted;
    }

    private static RunRole role(String text) {
        String choices = Arrays.stream(RunRole.values()).map(RunRole::text).collect(Collectors.joining(", "));
        return Arrays.stream(RunRole.values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("expected a role, one of %s, got '%s'".formatted(choices, text)));
    }

    private String tool() {
        String brokers = cluster.given() ? cluster.access().bootstrapServers() : "localhost:9092";
        return "kafka-acls.sh --bootstrap-server %s --command-config admin.properties %s"
                .formatted(brokers, remove ? "--remove --force" : "--add");
    }

    private void apply(List<AclBinding> bindings) {
        cluster.requireFor("--apply");
        try (Admin admin = cluster.access().kafka("acl").admin("acl")) {
            if (remove) {
                admin.deleteAcls(bindings.stream().map(AclBinding::toFilter).toList())
                        .all()
                        .get();
            } else {
                admin.createAcls(bindings).all().get();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }
}
