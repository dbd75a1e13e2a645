/** The command line: one small class a command. */
package io.ddpo.local.cli;
