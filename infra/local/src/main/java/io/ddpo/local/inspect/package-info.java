/** What is in a model folder, and what of it would be refused. */
package io.ddpo.local.inspect;
