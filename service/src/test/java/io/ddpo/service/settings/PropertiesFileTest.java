package io.ddpo.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
    @TempDir
    private Path folder;

    @Test
    void everyEntryKnowsTheLineItBeginsOn() throws IOException {
        Source source = read("""
                # a comment
                model = models/emoji-32

                prompts: fox,\\
                    bear,\\
                    dog
                ! another comment \\
                batch 8
                """);

        assertThat(source.problems()).isEmpty();
        assertThat(source.entries())
                .containsExactly(
                        new Entry("model", "models/emoji-32", place(2)),
                        new Entry("prompts", "fox,bear,dog", place(4)),
                        new Entry("batch", "8", place(8)));
    }

    @Test
    void escapesAreDecodedAsTheJdkDoes() throws IOException {
        assertThat(read("note=a\\u00e9\\tb – ok\\\\\nnext=1\n").entries())
                .containsExactly(new Entry("note", "aé\tb – ok\\", place(1)), new Entry("next", "1", place(2)));
    }

    @Test
    void aKeyTwiceAndAMalformedEscapeAreProblemsWithTheirLines() throws IOException {
        assertThat(read("batch=1\nbatch=2\nnote=\\u00zz\n").problems())
                .containsExactly(
                        place(2) + ": expected 'batch' once, got it again after " + place(1),
                        place(3) + ": expected key=value, got a malformed escape");
    }

    private Source read(String text) throws IOException {
        return PropertiesFile.read(Files.writeString(folder.resolve("run.properties"), text), "--config");
    }

    private String place(int line) {
        return folder.resolve("run.properties") + ":" + line;
    }
}
