/** Models as the command line finds them. */
package io.ddpo.local.model;
