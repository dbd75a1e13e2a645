/** The log of a run, seen and steered in a browser. */
package io.ddpo.console;
