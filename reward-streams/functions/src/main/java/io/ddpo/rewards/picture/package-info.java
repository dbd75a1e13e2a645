/** The pictures of samples, read with suspicion. */
package io.ddpo.rewards.picture;
