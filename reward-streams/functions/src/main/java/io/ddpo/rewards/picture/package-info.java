/** The pictures of samples, read with suspicion, and what their pixels say: mostly to guard other rewards. */
package io.ddpo.rewards.picture;
