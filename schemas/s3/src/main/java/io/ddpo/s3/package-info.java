/** Payloads beside the log behind S3's API. */
package io.ddpo.s3;
