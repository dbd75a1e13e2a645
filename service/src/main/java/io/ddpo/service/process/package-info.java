/** A role as a process of its own, or beside others in one JVM. */
package io.ddpo.service.process;
