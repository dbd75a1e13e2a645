/** A run in one file: written from its log, and written back into another. */
package io.ddpo.local.archive;
