/** Kafka clients as this project needs them: nothing is lost, nothing is read that may still be undone. */
package io.ddpo.service.kafka;
