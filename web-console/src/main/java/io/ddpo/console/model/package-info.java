/** Runs in memory, folded from their light topics and bounded in size; its records are what the API answers with. */
package io.ddpo.console.model;
