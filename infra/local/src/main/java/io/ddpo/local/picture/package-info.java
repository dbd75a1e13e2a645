/** Pictures of a run. They need no font and no window system of the machine. */
package io.ddpo.local.picture;
