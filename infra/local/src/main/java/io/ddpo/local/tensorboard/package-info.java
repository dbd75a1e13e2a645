/** Event files that TensorBoard reads: records with checksums, each a small protocol buffer. */
package io.ddpo.local.tensorboard;
