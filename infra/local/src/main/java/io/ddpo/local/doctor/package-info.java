/** Whether a machine and a cluster can do the work, and what to do where they cannot. */
package io.ddpo.local.doctor;
