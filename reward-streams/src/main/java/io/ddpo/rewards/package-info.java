/** The role that turns samples into rewards and rewards into advantages: a Kafka Streams application as a process. */
package io.ddpo.rewards;
