/** New runs out of old ones: what a console asks of whoever can train. */
package io.ddpo.console.launch;
