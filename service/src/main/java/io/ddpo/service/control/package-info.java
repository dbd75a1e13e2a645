/** Commands to runs, on their way into the log. */
package io.ddpo.service.control;
