/** A Kafka broker without a cluster: inside a JVM, or as a process of its own. */
package io.ddpo.local.broker;
