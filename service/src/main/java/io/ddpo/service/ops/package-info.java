/** What operators see of a role: health and metrics, over HTTP if they ask for it. */
package io.ddpo.service.ops;
