/** Typed settings, declared once, read from flags, environment, file and defaults in that order of precedence. */
package io.ddpo.service.settings;
