package io.ddpo.rewards.vlm;

import io.ddpo.rewards.api.Sample;
import java.util.List;

/**
 * The questions about a picture and their answers, as the metadata of its prompt have them: one a line.
 *
 * @param questions at least one
 * @param answers one a question, in their order; alternatives have | between them
 */
record QuestionSet(List<String> questions, List<String> answers) {
    static final String QUESTIONS = "questions";
    static final String ANSWERS = "answers";

    /** @throws IllegalArgumentException if there are none, not as many of the one as of the other, or an answer is blank */
    QuestionSet {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        if (questions.isEmpty() || questions.size() != answers.size()) {
            throw new IllegalArgumentException(
                    "metadata: expected questions and as many answers, one a line, got %d and %d"
                            .formatted(questions.size(), answers.size()));
        }
        for (String answer : answers) {
            if (!ExpectedAnswer.isSound(answer)) {
                throw new IllegalArgumentException(
                        "metadata: expected an answer with letters or digits, or several with | between them, got '%s'"
                                .formatted(answer));
            }
        }
    }

    /** @throws IllegalArgumentException as the constructor does */
    static QuestionSet of(Sample sample) {
        return new QuestionSet(lines(sample, QUESTIONS), lines(sample, ANSWERS));
    }

    private static List<String> lines(Sample sample, String name) {
        return sample.metadata()
                .getOrDefault(name, "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
