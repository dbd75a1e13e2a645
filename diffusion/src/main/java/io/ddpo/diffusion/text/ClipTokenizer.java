package io.ddpo.diffusion.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import io.ddpo.diffusion.ConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CLIP's tokenizer, read from a {@code tokenizer/} folder with {@code vocab.json} and {@code merges.txt}: prompts become
 * exactly {@link #length()} ids, cut off or padded, between a start and an end token.
 */
public final class ClipTokenizer {

    static final String START = "<|startoftext|>";
    static final String END = "<|endoftext|>";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Integer> vocabulary;
    private final BytePairs pairs;
    private final int length;
    private final int start;
    private final int end;
    private final int pad;

    private ClipTokenizer(Path folder, Map<String, Integer> vocabulary, BytePairs pairs, int length, String padToken) {
        this.vocabulary = vocabulary;
        this.pairs = pairs;
        this.length = length;
        this.start = id(folder, START);
        this.end = id(folder, END);
        this.pad = id(folder, padToken);
    }

    private int id(Path folder, String token) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new BadModelException(
                    folder.resolve("vocab.json"), "expected the token " + token + ", came a vocabulary without it");
        }
        return id;
    }

    /**
     * Reads a tokenizer folder.
     *
     * @param maxLength what the text encoder can take; the tokenizer's own limit is used if it is smaller
     * @throws BadModelException if a file is missing or malformed
     */
    public static ClipTokenizer read(Path folder, int maxLength) throws IOException {
        ConfigFile config = ConfigFile.read(folder.resolve("tokenizer_config.json"));
        int length = Math.min(maxLength, config.integer("model_max_length", maxLength));
        return new ClipTokenizer(folder, vocabulary(folder), pairs(folder), length, padToken(folder, config));
    }

    /** The padding token stands in either of two files, as text or as an object with the text in it. */
    private static String padToken(Path folder, ConfigFile config) throws IOException {
        Path special = folder.resolve("special_tokens_map.json");
        if (Files.exists(special)) {
            JsonNode token = JSON.readTree(special.toFile()).path("pad_token");
            if (token.isTextual() || token.has("content")) {
                return token.isTextual() ? token.asText() : token.get("content").asText();
            }
        }
        return config.text("pad_token", END);
    }

    private static Map<String, Integer> vocabulary(Path folder) throws IOException {
        ConfigFile.read(folder.resolve("vocab.json"));
        Map<String, Integer> vocabulary = new HashMap<>();
        JSON.readTree(folder.resolve("vocab.json").toFile())
                .fields()
                .forEachRemaining(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
        return vocabulary;
    }

    private static BytePairs pairs(Path folder) throws IOException {
        Path file = folder.resolve("merges.txt");
        if (!Files.isRegularFile(file)) {
            throw new BadModelException(file, "expected the merges of the tokenizer, came no file");
        }
        Map<BytePairs.Pair, Integer> ranks = new HashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            String[] parts = line.split(" ");
            if (parts.length == 2 && !line.startsWith("#version")) {
                ranks.put(new BytePairs.Pair(parts[0], parts[1]), ranks.size());
            } else if (!line.isBlank() && !line.startsWith("#version")) {
                throw new BadModelException(file, "expected two symbols a line, came \"" + line + "\"");
            }
        }
        return new BytePairs(ranks);
    }

    /** Number of ids of every prompt. */
    public int length() {
        return length;
    }

    /** Token ids of a prompt, start, end and padding included. */
    public long[] encode(String prompt) {
        List<Integer> ids = new ArrayList<>();
        ids.add(start);
        for (String word : PromptText.words(prompt)) {
            addWord(word, ids);
        }
        long[] encoded = new long[length];
        Arrays.fill(encoded, pad);
        int kept = Math.min(ids.size(), length - 1);
        for (int i = 0; i < kept; i++) {
            encoded[i] = ids.get(i);
        }
        encoded[kept] = end;
        return encoded;
    }

    private void addWord(String word, List<Integer> ids) {
        if (word.equals(START) || word.equals(END)) {
            ids.add(word.equals(START) ? start : end);
            return;
        }
        for (String part : pairs.split(ByteAlphabet.of(word.getBytes(StandardCharsets.UTF_8)))) {
            ids.add(vocabulary.getOrDefault(part, end));
        }
    }
}
