package io.ddpo.diffusion.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns a CLIP-format vocabulary from prompts (Sennrich et al., 2016) and writes it as a {@code tokenizer/} folder. */
public final class BytePairTrainer {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every byte alone, and every byte at the end of a word; then the two special tokens. */
    private static final int FIXED_TOKENS = 2 * 256 + 2;

    private final List<String> vocabulary = new ArrayList<>();
    private final List<BytePairs.Pair> merges = new ArrayList<>();

    private BytePairTrainer() {}

    /**
     * Learns merges until the vocabulary is full or every word is one token.
     *
     * @param maxTokens bound on the vocabulary, at least 514
     */
    public static BytePairTrainer learn(List<String> prompts, int maxTokens) {
        if (maxTokens < FIXED_TOKENS) {
            throw new IllegalArgumentException("expected at least " + FIXED_TOKENS + " tokens, came " + maxTokens);
        }
        BytePairTrainer trainer = new BytePairTrainer();
        trainer.addBytes();
        Map<List<String>, Integer> words = counted(prompts);
        while (trainer.vocabulary.size() < maxTokens - 2) {
            BytePairs.Pair best = mostFrequent(words);
            if (best == null) {
                break;
            }
            trainer.merges.add(best);
            trainer.vocabulary.add(best.left() + best.right());
            words = merged(words, best);
        }
        trainer.vocabulary.add(ClipTokenizer.START);
        trainer.vocabulary.add(ClipTokenizer.END);
        return trainer;
    }

    private void addBytes() {
        List<Character> symbols = ByteAlphabet.ranks().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        symbols.forEach(symbol -> vocabulary.add(String.valueOf(symbol)));
        symbols.forEach(symbol -> vocabulary.add(symbol + BytePairs.END_OF_WORD));
    }

    private static Map<List<String>, Integer> counted(List<String> prompts) {
        Map<List<String>, Integer> words = new LinkedHashMap<>();
        for (String prompt : prompts) {
            for (String word : PromptText.words(prompt)) {
                String bytes = ByteAlphabet.of(word.getBytes(StandardCharsets.UTF_8));
                words.merge(BytePairs.symbols(bytes), 1, Integer::sum);
            }
        }
        return words;
    }

    /** Ties go to the pair that sorts first, so that the result depends on the prompts alone. */
    private static BytePairs.Pair mostFrequent(Map<List<String>, Integer> words) {
        Map<BytePairs.Pair, Integer> counts = new HashMap<>();
        words.forEach((parts, count) -> {
            for (int i = 0; i + 1 < parts.size(); i++) {
                counts.merge(new BytePairs.Pair(parts.get(i), parts.get(i + 1)), count, Integer::sum);
            }
        });
        return counts.entrySet().stream()
                .min(Map.Entry.<BytePairs.Pair, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(
                                Comparator.comparing(BytePairs.Pair::left).thenComparing(BytePairs.Pair::right))))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static Map<List<String>, Integer> merged(Map<List<String>, Integer> words, BytePairs.Pair pair) {
        Map<List<String>, Integer> result = new LinkedHashMap<>();
        words.forEach((parts, count) -> result.merge(BytePairs.merge(parts, pair), count, Integer::sum));
        return result;
    }

    /** Number of tokens. */
    public int size() {
        return vocabulary.size();
    }

    /** Writes the files that diffusers and transformers read. */
    public void write(Path folder, int maxLength) throws IOException {
        Files.createDirectories(folder);
        Map<String, Integer> ids = new LinkedHashMap<>();
        vocabulary.forEach(token -> ids.put(token, ids.size()));
        JSON.writeValue(folder.resolve("vocab.json").toFile(), ids);
        List<String> lines = new ArrayList<>(List.of("#version: 0.2"));
        merges.forEach(pair -> lines.add(pair.left() + " " + pair.right()));
        Files.write(folder.resolve("merges.txt"), lines, StandardCharsets.UTF_8);
        Map<String, Object> special = new LinkedHashMap<>();
        special.put("bos_token", ClipTokenizer.START);
        special.put("eos_token", ClipTokenizer.END);
        special.put("unk_token", ClipTokenizer.END);
        special.put("pad_token", ClipTokenizer.END);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("special_tokens_map.json").toFile(), special);
        Map<String, Object> config = new LinkedHashMap<>(special);
        config.put("tokenizer_class", "CLIPTokenizer");
        config.put("model_max_length", maxLength);
        config.put("do_lower_case", true);
        config.put("add_prefix_space", false);
        config.put("errors", "replace");
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
    }
}
