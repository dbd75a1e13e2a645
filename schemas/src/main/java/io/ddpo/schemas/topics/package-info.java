/** The names, topics and keys of a run. */
package io.ddpo.schemas.topics;
