/** A run's specification as people write it: a file over a preset over the published defaults. */
package io.ddpo.local.spec;
