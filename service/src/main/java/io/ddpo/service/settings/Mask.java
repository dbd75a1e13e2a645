package io.ddpo.service.settings;

import java.util.regex.Pattern;

/** Keeps out of sight what a log must not show. */
final class Mask {
    static final String MASK = "***";

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");

    private Mask() {}

    /** {@code text} with the credentials of any URL in it masked: {@code http://***@host}. */
    static String credentials(String text) {
        return USER_INFO.matcher(text).replaceAll(MASK);
    }
}
