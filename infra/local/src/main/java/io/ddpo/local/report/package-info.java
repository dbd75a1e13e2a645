/** The results of a run, written into a folder. */
package io.ddpo.local.report;
