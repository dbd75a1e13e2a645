/** A fleet whose workers are pods: a Deployment for each role of each run. */
package io.ddpo.kubernetes;
