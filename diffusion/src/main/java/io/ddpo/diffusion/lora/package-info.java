/** Low-rank adapters as files: in the forms that the ecosystem reads, and merged into a model folder. */
package io.ddpo.diffusion.lora;
