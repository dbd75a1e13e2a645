/** Rewards of vision-language models, asked over the chat completions that vLLM, llama.cpp, Ollama and hosted services speak. */
package io.ddpo.rewards.vlm;
