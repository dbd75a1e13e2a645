/** Text that is painted in a picture: found, read and counted, against typographic attacks. */
package io.ddpo.rewards.text;
