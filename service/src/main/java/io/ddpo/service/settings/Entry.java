package io.ddpo.service.settings;

/**
 * A value as it was found.
 *
 * @param place where it was found, as people would say it: {@code --batch}, {@code DDPO_BATCH}, {@code run.conf:12}
 */
record Entry(String name, String text, String place) {}
