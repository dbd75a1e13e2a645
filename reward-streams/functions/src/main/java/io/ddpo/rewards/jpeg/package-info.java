/** How well a picture compresses, as a reward. */
package io.ddpo.rewards.jpeg;
