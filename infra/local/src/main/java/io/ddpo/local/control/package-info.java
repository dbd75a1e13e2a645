/** Steering a run from the command line. */
package io.ddpo.local.control;
