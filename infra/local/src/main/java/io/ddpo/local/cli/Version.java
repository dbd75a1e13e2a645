package io.ddpo.local.cli;

import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What this is, and what it stands on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        // only a jar has a version
        String built = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {
            "ddpo " + built, "Kafka %s, Java %s".formatted(AppInfoParser.getVersion(), Runtime.version())
        };
    }
}
