/** Rewards in any language: a server that is sent pictures and answers with scores, in the JSON of docs/http-reward.md. */
package io.ddpo.rewards.http;
