/** Records as bytes, in Confluent's wire format. */
package io.ddpo.schemas.serde;
