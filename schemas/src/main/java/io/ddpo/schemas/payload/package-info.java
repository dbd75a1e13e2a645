/** Reads chosen records of the log, and moves payloads that need many. */
package io.ddpo.schemas.payload;
