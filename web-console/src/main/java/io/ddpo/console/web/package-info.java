/** HTTP: pages, API, live events, and who may ask for them. */
package io.ddpo.console.web;
