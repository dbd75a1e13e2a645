package io.ddpo.diffusion.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tokenizer folder of Stable Diffusion v1, rebuilt from CLIP's merges. */
final class ClipVocabulary {

    private ClipVocabulary() {}

    static Path write(Path folder) throws IOException {
        List<String> merges = Fixtures.gzipLines("clip/merges.txt.gz");
        Map<String, Integer> ids = new LinkedHashMap<>();
        List<String> symbols = ByteAlphabet.ranks().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(entry -> entry.getKey().toString())
                .toList();
        symbols.forEach(symbol -> ids.put(symbol, ids.size()));
        symbols.forEach(symbol -> ids.put(symbol + "</w>", ids.size()));
        merges.stream().skip(1).forEach(merge -> ids.put(merge.replace(" ", ""), ids.size()));
        ids.put("<|startoftext|>", ids.size());
        ids.put("<|endoftext|>", ids.size());
        new ObjectMapper().writeValue(folder.resolve("vocab.json").toFile(), ids);
        Files.write(folder.resolve("merges.txt"), merges);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 77}");
        return folder;
    }
}
