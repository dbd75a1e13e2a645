package io.ddpo.rewards.vlm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ddpo.rewards.http.BadAnswerException;
import io.ddpo.rewards.http.Json;
import java.util.Base64;

/** A chat completion about one picture: what is sent, and what of the response is a reply. */
final class ChatJson {
    /** Said by services that screen what goes in and out. */
    private static final String FILTERED = "content_filter";

    private ChatJson() {}

    static byte[] question(String model, String question, byte[] png, int maxTokens) {
        ObjectNode chat = Json.object();
        chat.put("model", model);
        ArrayNode content =
                chat.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject().put("type", "text").put("text", question);
        content.addObject()
                .put("type", "image_url")
                .putObject("image_url")
                .put("url", "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
        chat.put("max_tokens", maxTokens).put("temperature", 0).put("stream", false);
        return Json.write(chat);
    }

    /** @throws BadAnswerException if there is none */
    static Reply reply(byte[] response) {
        JsonNode choice = Json.read(response).at("/choices/0");
        JsonNode message = choice.path("message");
        if (FILTERED.equals(choice.path("finish_reason").asText())) {
            return new Reply.Refused("the service keeps the reply back (content_filter)");
        }
        if (message.path("refusal").isTextual()) {
            return new Reply.Refused(
                    "the model refuses: '" + message.path("refusal").textValue() + "'");
        }
        JsonNode content = message.path("content");
        if (!content.isTextual() || content.textValue().isBlank()) {
            throw new BadAnswerException("expected a text at choices[0].message.content, got "
                    + (content.isTextual() ? "a blank one" : content.getNodeType()));
        }
        return new Reply.Said(content.textValue());
    }
}
