/** The whole loop in one JVM: broker, reward streams, samplers and learner, from a command line to a report. */
package io.ddpo.local.demo;
