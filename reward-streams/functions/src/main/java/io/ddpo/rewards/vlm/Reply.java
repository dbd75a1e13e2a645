package io.ddpo.rewards.vlm;

/** What a model replies about a picture. */
public sealed interface Reply {
    /**
     * An answer.
     *
     * @param text not blank
     */
    record Said(String text) implements Reply {}

    /**
     * The model does not want to, or somebody does not let it, or the picture is none: asked again, it would not, either.
     *
     * @param reason one sentence for people
     */
    record Refused(String reason) implements Reply {}
}
