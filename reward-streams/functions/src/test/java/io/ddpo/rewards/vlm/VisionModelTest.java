package io.ddpo.rewards.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.rewards.api.Parameters;
import io.ddpo.rewards.api.Verdict;
import io.ddpo.rewards.http.BadAnswerException;
import io.ddpo.rewards.http.RewardStub;
import io.ddpo.rewards.picture.HostilePicture;
import io.ddpo.rewards.picture.SoundPicture;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VisionModelTest {
    private final RewardStub server = new RewardStub();

    VisionModelTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aQuestionIsAChatCompletionWithThePicture() throws IOException {
        server.answers(200, said("a fox"));

        Reply reply = model(Map.of("token", "s3cret", "max-tokens", "7"))
                .ask("what?", SoundPicture.png())
                .join();

        assertThat(reply).isEqualTo(new Reply.Said("a fox"));
        assertThat(server.paths).containsExactly("/v1/chat/completions");
        assertThat(server.tokens).containsExactly("Bearer s3cret");
        assertThat(new ObjectMapper().readTree(server.questions.get(0)))
                .isEqualTo(new ObjectMapper()
                        .readTree("""
                {"model": "llava", "max_tokens": 7, "temperature": 0, "stream": false,
                 "messages": [{"role": "user", "content": [
                   {"type": "text", "text": "what?"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,%s"}}]}]}""".formatted(Base64.getEncoder().encodeToString(SoundPicture.png()))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense|expected JSON, got 8 bytes",
                "{}|expected a text at choices[0].message.content, got MISSING",
                "{\"choices\":[]}|expected a text at choices[0].message.content, got MISSING",
                "{\"choices\":[{\"message\":{\"content\":null}}]}|expected a text at choices[0].message.content, got NULL",
                "{\"choices\":[{\"message\":{\"content\":7}}]}|expected a text at choices[0].message.content, got NUMBER",
                "{\"choices\":[{\"message\":{\"content\":\" \\n\"}}]}|expected a text at choices[0].message.content, got a blank one",
            })
    void whatIsNoReplyIsNoAnswer(String body, String sentence) {
        server.answers(200, body);

        assertThatThrownBy(
                        () -> model(Map.of()).ask("what?", SoundPicture.png()).join())
                .hasCauseInstanceOf(BadAnswerException.class)
                .hasMessageContaining("/v1/chat/completions: " + sentence);
    }

    @Test
    void aModelThatDoesNotWantToHasSaidSo() {
        server.answers(200, "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I cannot\"}}]}");
        assertThat(model(Map.of()).ask("what?", SoundPicture.png()).join())
                .isEqualTo(new Reply.Refused("the model refuses: 'I cannot'"));

        server.answers(200, "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"\"}}]}");
        assertThat(model(Map.of()).ask("what?", SoundPicture.png()).join())
                .isEqualTo(new Reply.Refused("the service keeps the reply back (content_filter)"));
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatNobodyCanJudgeIsNotSent(HostilePicture picture) {
        Reply reply = model(Map.of()).ask("what?", picture.sample().png()).join();

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(Verdict.failure(refused.reason())).matches(picture::isRefusedBy));
        assertThat(server.questions).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url|ftp://host|reward.parameters.url: expected an http or https address, got 'ftp://host'",
                "model|''|reward.parameters.model: expected some text, got 'none'",
                "max-tokens|0.5|reward.parameters.max-tokens: expected a whole number from 1 to 100000, got '0.5'",
                "token|two words|reward.parameters.token: expected printable ASCII without blanks, got 'something else'",
            })
    void parametersThatCannotBeAreRefused(String name, String value, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VisionModel.check(parameters(Map.of(name, value))))
                .withMessage(sentence);
    }

    private VisionModel model(Map<String, String> others) {
        return VisionModel.of(parameters(others));
    }

    private Parameters parameters(Map<String, String> others) {
        Map<String, String> parameters = new HashMap<>(Map.of("url", server.url() + "/v1/", "model", "llava"));
        parameters.putAll(others);
        return Parameters.of(parameters);
    }

    static String said(String text) {
        return "{\"id\":\"c-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                + "\"content\":\"" + text + "\"}}],\"usage\":{}}";
    }
}
