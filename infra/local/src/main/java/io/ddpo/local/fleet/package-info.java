/** As many workers as a run wants, on this machine. */
package io.ddpo.local.fleet;
