package io.ddpo.learner;

import io.ddpo.diffusion.tensor.DeviceName;
import io.ddpo.schemas.registry.RegistrySettings;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.RegistryAccess;
import io.ddpo.service.settings.Setting;
import io.ddpo.service.settings.SettingsSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The settings of a learner's process. What it trains is in the run's specification. */
public final class LearnerSettings {
    /** The run it trains. */
    public static final Setting<String> RUN =
            Setting.text("run", "name of the run").check(RunNames.EXPECTED, RunNames::isValid);

    /** The base model; without it, the folder that the specification of the run names. */
    public static final Setting<Path> MODEL = Setting.path(
                    "model", "folder of the base model; if not given, the one in the run's specification")
            .optional();

    /** Who it is in heartbeats and logs. A run has one learner, so that all may have the same name. */
    public static final Setting<String> WORKER = Setting.text("worker", "name of this learner, unique in the run")
            .withDefault("learner")
            .check("letters, digits, dots, hyphens or underscores", name -> name.matches("[\\w.-]{1,100}"));

    private static final String DEVICES = DeviceName.EXPECTED + ", or several with commas";

    /** What it computes on, unless it shares the kernels of another role; on several, a copy of the policy on each. */
    public static final Setting<String> DEVICE = Setting.text("device", "what to compute on: " + DEVICES)
            .withDefault("cpu")
            .check(DEVICES, LearnerSettings::areDevices);

    /**
     * Where an iteration's latents lie while it is trained on, and weights until they are in the model. A restarted
     * learner goes on with a download that it finds there; nothing in it is needed.
     */
    public static final Setting<Path> SCRATCH_DIRECTORY = Setting.path(
                    "scratch.dir", "folder for latents in training and weights on their way")
            .withDefault(Path.of(System.getProperty("java.io.tmpdir")));

    /** Where latents lie that were too large for a record; asked for only by trajectories that say so. */
    public static final Setting<String> TRAJECTORIES_STORE = Setting.text(
                    "trajectories.store", "where the samplers' larger latents lie: file:/folder or s3://bucket/prefix")
            .optional();

    /** Longer than the slowest batch on the slowest sampler, and than a sampler takes to start. */
    public static final Setting<Duration> REISSUE_AFTER = Setting.duration(
                    "reissue.after", "how long no outcome may come before requests are issued again")
            .withDefault(Duration.ofMinutes(10))
            .check("a positive duration", LearnerSettings::isPositive);

    /** Shorter than a drain, since a read is not cut short. */
    public static final Setting<Duration> READ_TIMEOUT = Setting.duration(
                    "read.timeout", "how long to wait for a record that should be in the log")
            .withDefault(Duration.ofSeconds(20))
            .check("a positive duration", LearnerSettings::isPositive);

    /** Whoever creates a run may start its learner a moment earlier. */
    public static final Setting<Duration> RUN_TIMEOUT = Setting.duration(
                    "run.timeout", "how long to wait for the run to be created")
            .withDefault(Duration.ofMinutes(1))
            .check("a positive duration", LearnerSettings::isPositive);

    /** How often it says what it does. */
    public static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
                    "heartbeat.interval", "how often to tell what this learner does")
            .withDefault(Duration.ofSeconds(2))
            .check("a positive duration", LearnerSettings::isPositive);

    private LearnerSettings() {}

    /** All of them, those for a device of its own only if it has one. */
    static SettingsSpec spec(boolean ownDevice) {
        SettingsSpec common = RegistryAccess.in(
                SettingsSpec.of(
                        RUN,
                        MODEL,
                        WORKER,
                        SCRATCH_DIRECTORY,
                        TRAJECTORIES_STORE,
                        REISSUE_AFTER,
                        READ_TIMEOUT,
                        RUN_TIMEOUT,
                        HEARTBEAT_INTERVAL),
                RegistrySettings.names());
        return ownDevice ? common.and(DEVICE) : common;
    }

    /** The devices of a setting, in order. */
    static List<DeviceName> devices(String setting) {
        return Arrays.stream(setting.split(",", -1)).map(DeviceName::new).toList();
    }

    private static boolean areDevices(String setting) {
        return Arrays.stream(setting.split(",", -1)).allMatch(DeviceName::isValid);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
