/** How programs enter a cluster, and what the roles of a run may do there. */
package io.ddpo.local.access;
