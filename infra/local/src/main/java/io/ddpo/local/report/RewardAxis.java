package io.ddpo.local.report;

import java.util.Map;

/** How the rewards are called on an axis, with their unit. */
public final class RewardAxis {
    private static final Map<String, String> NAMES = Map.of(
            "jpeg-compressibility", "JPEG compressibility (−kB)",
            "jpeg-incompressibility", "JPEG incompressibility (kB)",
            "alignment", "alignment (cosine)");

    private RewardAxis() {}

    /** A reward that is not known here goes by its own name. */
    public static String of(String reward) {
        return NAMES.getOrDefault(reward, reward);
    }
}
