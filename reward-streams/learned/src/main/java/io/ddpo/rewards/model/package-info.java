/** What rewards have in common that look at pictures with a model of ours. */
package io.ddpo.rewards.model;
