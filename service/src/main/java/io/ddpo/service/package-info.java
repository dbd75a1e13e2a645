/**
 * What every role's process needs and no domain knows: how a process ends ({@link io.ddpo.service.Exit}) here, and
 * settings, Kafka clients, duty cycle, health and metrics, and the process itself in the packages below.
 */
package io.ddpo.service;
