package io.ddpo.rewards.vlm;

import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.http.BadAnswerException;
import io.ddpo.rewards.http.JsonServer;
import io.ddpo.rewards.picture.Png;
import io.ddpo.rewards.picture.UnreadablePictureException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A vision-language model behind an endpoint that speaks OpenAI's chat completions. Its parameters: {@code url} as clients of
 * OpenAI have it, such as {@code http://localhost:8000/v1}; {@code model}; {@code token}, if it wants one;
 * {@code max-tokens} of a reply, 128 if it is not given. Thread-safe.
 */
public final class VisionModel {
    private static final int MAX_TOKENS = 128;
    private static final int MOST_MAX_TOKENS = 100_000;

    private final JsonServer server;
    private final String name;
    private final int maxTokens;

    private VisionModel(JsonServer server, String name, int maxTokens) {
        this.server = server;
        this.name = name;
        this.maxTokens = maxTokens;
    }

    /**
     * Reads the parameters and opens nothing.
     *
     * @throws IllegalArgumentException if one is wrong or missing
     */
    public static void check(Parameters parameters) {
        url(parameters);
        parameters.text("model");
        maxTokens(parameters);
        JsonServer.token(parameters);
    }

    /**
     * The model of these parameters. Connects to nothing yet.
     *
     * @throws IllegalArgumentException if one is wrong or missing
     */
    public static VisionModel of(Parameters parameters) {
        return new VisionModel(
                new JsonServer(url(parameters), JsonServer.token(parameters)),
                parameters.text("model"),
                maxTokens(parameters));
    }

    /**
     * Asks about a picture, at temperature 0. Cancelling the future hangs up. Fails as {@link JsonServer#ask} does, with
     * {@link BadAnswerException} where there is no reply, too. A picture that nobody can judge is not sent: a server that
     * chokes on it would be asked again and again, and then left alone with the sound ones.
     */
    public CompletableFuture<Reply> ask(String question, byte[] png) {
        try {
            Png.decode(png);
        } catch (UnreadablePictureException e) {
            return CompletableFuture.completedFuture(new Reply.Refused(e.getMessage()));
        }
        return server.ask(ChatJson.question(name, question, png, maxTokens), ChatJson::reply);
    }

    private static URI url(Parameters parameters) {
        String base = parameters.address("url").toString().replaceAll("/+$", "");
        return URI.create(base + "/chat/completions");
    }

    private static int maxTokens(Parameters parameters) {
        double tokens = parameters.number("max-tokens").orElse((double) MAX_TOKENS);
        if (tokens < 1 || tokens > MOST_MAX_TOKENS || tokens != Math.rint(tokens)) {
            throw parameters.refusal("max-tokens", "a whole number from 1 to " + MOST_MAX_TOKENS, "" + tokens);
        }
        return (int) tokens;
    }
}
