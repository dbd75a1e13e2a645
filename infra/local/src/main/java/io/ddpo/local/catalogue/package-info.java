/** The runs of a cluster from outside: what there is, what it takes, and its end. */
package io.ddpo.local.catalogue;
