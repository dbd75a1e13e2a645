/** A cluster of processes on this machine: broker, schema registry and the roles of a run, kept going. */
package io.ddpo.local.cluster;
