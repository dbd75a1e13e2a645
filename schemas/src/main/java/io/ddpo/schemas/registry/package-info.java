/** Where schemas get their ids. */
package io.ddpo.schemas.registry;
