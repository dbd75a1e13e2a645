/** Who is to work on which run, as the log says, and the loop that brings it about. */
package io.ddpo.fleet;
