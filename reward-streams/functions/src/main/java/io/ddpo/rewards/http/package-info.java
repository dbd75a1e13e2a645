/**
 * Rewards in any language: a server that is sent pictures and answers with scores, in the JSON of docs/http-reward.md; and
 * what other rewards need that ask a server.
 */
package io.ddpo.rewards.http;
