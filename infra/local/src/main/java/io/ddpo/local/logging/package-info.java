/** Where the log of a process goes: errors to the console, all of it to a file. */
package io.ddpo.local.logging;
