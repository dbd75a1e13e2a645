/** What people see while they wait. */
package io.ddpo.local.terminal;
