/** Where the console meets Kafka: what it follows, what it looks up, and the commands it writes. */
package io.ddpo.console.log;
