package io.ddpo.local.suite;

import io.ddpo.local.access.ClusterAccess;
import io.ddpo.service.Closer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the cluster that {@code -Dcluster} asks for before the first test, and gives every test access to it. */
final class ClusterExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ClusterAccess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context).access();
    }

    private static Running cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, any -> Running.start(), Running.class);
    }

    /** Closed by JUnit after the last test. */
    private record Running(ClusterAccess access, Closer parts) implements AutoCloseable {
        static Running start() {
            ClusterProvider provider = ClusterProvider.choose(System.getProperty("cluster", "auto"), Docker::silence);
            System.out.println("cluster: " + provider.description());
            Closer parts = new Closer();
            try {
                Path folder = Files.createTempDirectory("cluster");
                parts.add(() -> Utils.delete(folder.toFile()));
                return new Running(provider.start(folder, parts), parts);
            } catch (Exception | AssertionError e) {
                IllegalStateException failure = new IllegalStateException("the cluster did not start", e);
                try {
                    parts.close();
                } catch (Exception left) {
                    failure.addSuppressed(left);
                }
                throw failure;
            }
        }

        @Override
        public void close() throws Exception {
            parts.close();
        }
    }
}
