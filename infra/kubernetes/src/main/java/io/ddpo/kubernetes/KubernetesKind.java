package io.ddpo.kubernetes;

import io.ddpo.fleet.Backend;
import io.ddpo.fleet.BackendKind;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.process.RoleContext;
import io.ddpo.service.settings.Setting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Workers as pods, in the cluster that this process is in, or else the one of the user's kubeconfig. */
public final class KubernetesKind implements BackendKind {
    private static final Setting<Path> TEMPLATES = Setting.path(
                    "kubernetes.templates", "folder with a Deployment for each role: sampler.yaml, learner.yaml …")
            .optional();

    private static final Setting<String> NAMESPACE = Setting.text(
                    "kubernetes.namespace", "where workers run; if not given, the namespace of the account")
            .optional();

    /** The controller tries again itself, later each time, and meanwhile follows what is wanted. */
    private static final int RETRIES = 0;

    private static final int TIMEOUT_MS = (int) Duration.ofSeconds(10).toMillis();

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TEMPLATES, NAMESPACE);
    }

    @Override
    public Backend open(String fleet, RoleContext context) {
        Path folder = context.settings()
                .find(TEMPLATES)
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT, TEMPLATES + ": expected a folder with backend kubernetes, got none"));
        Templates templates = Templates.read(folder);
        KubernetesClient client = client(new ConfigBuilder(Config.autoConfigure(null)));
        String namespace = context.settings()
                .find(NAMESPACE)
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
        return new KubernetesBackend(client, namespace, fleet, templates);
    }

    static KubernetesClient client(ConfigBuilder config) {
        return new KubernetesClientBuilder()
                .withConfig(config.withRequestRetryBackoffLimit(RETRIES)
                        .withConnectionTimeout(TIMEOUT_MS)
                        .withRequestTimeout(TIMEOUT_MS)
                        .build())
                .build();
    }
}
