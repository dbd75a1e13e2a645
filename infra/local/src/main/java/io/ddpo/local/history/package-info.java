/** What a run did, as its log has it: the same whoever asks, and however often the run was interrupted. */
package io.ddpo.local.history;
