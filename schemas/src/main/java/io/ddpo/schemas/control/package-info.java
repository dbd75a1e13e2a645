/** Commands to a run: made soundly, and told to people. */
package io.ddpo.schemas.control;
