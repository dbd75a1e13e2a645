/** The duty cycle of a role: an agent that does a little work at a time, and the runner that keeps it going. */
package io.ddpo.service.duty;
