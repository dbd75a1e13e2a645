/** Whether a picture shows what its prompt says, as a vision-language model describes it. */
package io.ddpo.rewards.alignment;
