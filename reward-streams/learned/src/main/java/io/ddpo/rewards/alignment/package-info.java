/** Whether a picture shows what its prompt says, by an evaluator of ours or by what a vision-language model describes. */
package io.ddpo.rewards.alignment;
