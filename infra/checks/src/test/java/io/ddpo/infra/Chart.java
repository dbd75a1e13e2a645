package io.ddpo.infra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart as Helm renders it. */
public final class Chart {
    static final Path FOLDER = Repository.file("infra/helm/ddpo-streams");

    /** The kinds whose fields Kubernetes' own models know. */
    static final Map<String, Class<?>> MODELS = Map.of(
            "Deployment", Deployment.class,
            "StatefulSet", StatefulSet.class,
            "ConfigMap", ConfigMap.class,
            "Role", Role.class,
            "RoleBinding", RoleBinding.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class,
            "NetworkPolicy", NetworkPolicy.class,
            "PodDisruptionBudget", PodDisruptionBudget.class);

    private static final ObjectMapper STRICT = new ObjectMapper().setAnnotationIntrospector(new NothingBeside());

    private Chart() {}

    /**
     * Lints a copy of the chart whose values are complete: those without which there is no run have no default.
     *
     * @param folder for the copy
     */
    static LintResult lint(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Map<String, Object> values = values(FOLDER.resolve("values.yaml"));
        values(FOLDER.resolve("ci/minimal-values.yaml")).forEach((name, given) -> {
            if (values.get(name) instanceof Map<?, ?>) {
                Yaml.map(values.get(name)).putAll(Yaml.map(given));
            } else {
                values.put(name, given);
            }
        });
        Files.writeString(folder.resolve("values.yaml"), STRICT.writeValueAsString(values));
        return new Helm(folder).lint().strict().call();
    }

    private static Map<String, Object> values(Path file) throws IOException {
        return Yaml.all(Files.readString(file)).get(0);
    }

    /**
     * The resources of a release with the values of {@code ci/<values>-values.yaml}.
     *
     * @param set further values, each a path and a value
     */
    public static List<Map<String, Object>> render(String values, String... set) {
        TemplateCommand template = new Helm(FOLDER)
                .template()
                .withName("foxes")
                .withValuesFile(FOLDER.resolve("ci/" + values + "-values.yaml"));
        for (int i = 0; i < set.length; i += 2) {
            template.set(set[i], set[i + 1]);
        }
        return Yaml.all(template.call());
    }

    /** @throws IllegalArgumentException if the model of its kind lacks a field, or has another type for it */
    public static Object read(Map<String, Object> resource) {
        return STRICT.convertValue(resource, MODELS.get(resource.get("kind").toString()));
    }

    /** The models keep fields that they do not know; here those are mistakes. */
    private static final class NothingBeside extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
