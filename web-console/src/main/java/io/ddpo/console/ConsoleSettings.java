package io.ddpo.console;

import io.ddpo.console.model.ModelLimits;
import io.ddpo.console.web.WebOptions;
import io.ddpo.schemas.control.RunCommand;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.Settings;
import io.ddpo.service.settings.SettingsSpec;

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
                SettingsSpec.of(HOST, PORT, TOKEN, VIEWER_TOKEN, USER, SAMPLES, CACHE_MIB), RegistrySettings.names());
    }

    static WebOptions webOptions(Settings settings) {
        return new WebOptions(
                settings.get(HOST),
                settings.find(PORT).orElse(WebOptions.DEFAULT_PORT),
                settings.find(PORT).isPresent() ? 1 : WebOptions.DEFAULT_TRIES,
                settings.find(TOKEN),
                settings.find(VIEWER_TOKEN),
                settings.get(USER));
    }

    static ModelLimits limits(Settings settings) {
        ModelLimits usual = ModelLimits.DEFAULT;
        return new ModelLimits(settings.get(SAMPLES), usual.points(), usual.workers(), usual.events());
    }
}
