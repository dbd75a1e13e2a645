package io.ddpo.console;

import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.web.OidcOptions;
import io.ddpo.console.web.WebOptions;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.ExitCode;
import io.ddpo.service.FatalRoleException;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;
import java.net.URI;

/** The settings of a console. */
public final class ConsoleSettings {
    /** Beyond the loopback address it wants {@link #TOKEN}. */
    public static final Setting<String> HOST = Setting.text("console.host", "address on which the console is served")
            .withDefault(WebOptions.DEFAULT_HOST);

    /** Without it the default, or one of the next that is free. */
    public static final Setting<Integer> PORT = Setting.integer(
                    "console.port",
                    "port of the console, 0 for any free one; if not given, %d or one of the next %d"
                            .formatted(WebOptions.DEFAULT_PORT, WebOptions.DEFAULT_TRIES - 1))
            .optional()
            .check("a port between 0 and 65535", port -> port >= 0 && port <= 65_535);

    /** What opens the console to people who steer. */
    public static final Setting<String> TOKEN = Setting.text(
                    "console.token",
                    "what opens the console to operators; needed where it is served beyond this machine")
            .optional()
            .secret();

    /** What opens the console to people who look. */
    public static final Setting<String> VIEWER_TOKEN = Setting.text(
                    "console.viewer.token", "what opens the console to people who look and do not steer")
            .optional()
            .secret();

    /** Who says who people are. */
    public static final Setting<URI> OIDC_ISSUER = Setting.uri(
                    "console.oidc.issuer",
                    "provider of OpenID Connect by which people log in, beside tokens or instead")
            .optional();

    /** Where people come back to from the provider. */
    public static final Setting<URI> OIDC_URL = Setting.uri(
                    "console.oidc.url", "address under which people reach the console; the provider has to know it")
            .optional();

    /** Needed with the provider. */
    public static final Setting<String> OIDC_CLIENT_ID = Setting.text(
                    "console.oidc.client.id", "what the provider knows the console as")
            .optional();

    /** Not of a public client. */
    public static final Setting<String> OIDC_CLIENT_SECRET = Setting.text(
                    "console.oidc.client.secret", "what the console proves that with, unless it is a public client")
            .optional()
            .secret();

    /** Dots lead into it. */
    public static final Setting<String> OIDC_ROLES = Setting.text(
                    "console.oidc.roles", "claim of the ID token that names roles, such as realm_access.roles")
            .withDefault(OidcOptions.DEFAULT_ROLES);

    /** One of the values of that claim. */
    public static final Setting<String> OIDC_OPERATORS = Setting.text(
                    "console.oidc.operators", "role of people who steer")
            .withDefault(OidcOptions.DEFAULT_OPERATORS);

    /** One of the values of that claim. */
    public static final Setting<String> OIDC_VIEWERS =
            Setting.text("console.oidc.viewers", "role of people who look").withDefault(OidcOptions.DEFAULT_VIEWERS);

    /** Who gives commands, as the log will say. */
    public static final Setting<String> USER = Setting.text("console.user", "who steers, as commands will say")
            .withDefault(System.getProperty("user.name", "console"))
            .check(
                    "at most %d characters".formatted(RunCommand.LONGEST_WHO),
                    name -> name.length() <= RunCommand.LONGEST_WHO);

    /** How many judged samples of a run can be browsed. */
    public static final Setting<Integer> SAMPLES = Setting.integer(
                    "console.samples", "judged samples in memory for each run, about 600 bytes each")
            .withDefault(ModelLimits.DEFAULT.samples())
            .check("at least 1", samples -> samples >= 1);

    /** Pictures of small models have 2 KiB, of large ones 500. */
    public static final Setting<Integer> CACHE_MIB = Setting.integer(
                    "console.cache.mib", "MiB of pictures in memory, a quarter of that for previews on top")
            .withDefault(64)
            .check("from 1 to 1024", mib -> mib >= 1 && mib <= 1024);

    private ConsoleSettings() {}

    static SettingsSpec spec() {
        return RegistryAccess.in(
                SettingsSpec.of(
                        HOST,
                        PORT,
                        TOKEN,
                        VIEWER_TOKEN,
                        OIDC_ISSUER,
                        OIDC_URL,
                        OIDC_CLIENT_ID,
                        OIDC_CLIENT_SECRET,
                        OIDC_ROLES,
                        OIDC_OPERATORS,
                        OIDC_VIEWERS,
                        USER,
                        SAMPLES,
                        CACHE_MIB),
                RegistrySettings.names());
    }

    static WebOptions webOptions(Settings settings) {
        return new WebOptions(
                settings.get(HOST),
                settings.find(PORT).orElse(WebOptions.DEFAULT_PORT),
                settings.find(PORT).isPresent() ? 1 : WebOptions.DEFAULT_TRIES,
                settings.find(TOKEN),
                settings.find(VIEWER_TOKEN),
                settings.find(OIDC_ISSUER).map(issuer -> oidcOptions(issuer, settings)),
                settings.get(USER));
    }

    private static OidcOptions oidcOptions(URI issuer, Settings settings) {
        return new OidcOptions(
                issuer,
                needed(settings, OIDC_CLIENT_ID),
                settings.find(OIDC_CLIENT_SECRET),
                needed(settings, OIDC_URL),
                settings.get(OIDC_ROLES),
                settings.get(OIDC_OPERATORS),
                settings.get(OIDC_VIEWERS));
    }

    private static <T> T needed(Settings settings, Setting<T> setting) {
        return settings.find(setting)
                .orElseThrow(() -> new FatalRoleException(
                        ExitCode.BAD_INPUT,
                        "%s: expected one beside %s, got none".formatted(setting.name(), OIDC_ISSUER.name())));
    }

    static ModelLimits limits(Settings settings) {
        ModelLimits usual = ModelLimits.DEFAULT;
        return new ModelLimits(settings.get(SAMPLES), usual.points(), usual.workers(), usual.events());
    }
}
