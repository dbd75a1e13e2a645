/** What a run is: checked, told apart, and changed while it runs. */
package io.ddpo.schemas.specification;
