package io.ddpo.diffusion.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ddpo.diffusion.BadModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tensors in several safetensors files beside an index whose {@code weight_map} says which tensor is in which. */
final class ShardedSafetensors implements TensorSource {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A plain file name: what an index may name lies beside it. */
    private static final Pattern FILE_NAME = Pattern.compile("\\w[\\w.-]*\\.safetensors");

    private final Path index;
    private final SortedMap<String, String> shardOf;
    private final Map<String, Safetensors> shards = new HashMap<>();

    private ShardedSafetensors(Path index, SortedMap<String, String> shardOf) {
        this.index = index;
        this.shardOf = shardOf;
    }

    static ShardedSafetensors open(Path index) throws IOException {
        ShardedSafetensors opened = new ShardedSafetensors(index, weightMap(index));
        try {
            for (Path shard : shards(index)) {
                opened.shards.put(shard.getFileName().toString(), Safetensors.open(shard));
            }
            opened.requireAll();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** The files that an index names, sorted. */
    static List<Path> shards(Path index) throws IOException {
        List<Path> files = weightMap(index).values().stream()
                .distinct()
                .sorted()
                .map(index::resolveSibling)
                .toList();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new BadModelException(
                        file, "expected the shard that " + index.getFileName() + " names, came none");
            }
        }
        return files;
    }

    private static SortedMap<String, String> weightMap(Path index) throws IOException {
        SortedMap<String, String> map = new TreeMap<>();
        JsonNode root;
        try {
            root = JSON.readTree(index.toFile());
        } catch (JacksonException e) {
            throw new BadModelException(index, "expected JSON, came something else: " + e.getOriginalMessage());
        }
        JsonNode entries = root.path("weight_map");
        if (!entries.isObject() || entries.isEmpty()) {
            throw new BadModelException(index, "expected a weight_map from tensors to files, came none");
        }
        entries.fields().forEachRemaining(entry -> {
            String file = entry.getValue().asText();
            if (!FILE_NAME.matcher(file).matches()) {
                throw new BadModelException(
                        index,
                        "tensor " + entry.getKey() + ": expected the name of a safetensors file beside the index, came "
                                + entry.getValue());
            }
            map.put(entry.getKey(), file);
        });
        return map;
    }

    private void requireAll() {
        shardOf.forEach((name, file) -> {
            if (!shards.get(file).names().contains(name)) {
                throw new BadModelException(
                        index.resolveSibling(file),
                        "expected the tensor " + name + " as " + index.getFileName() + " says, came none of that name");
            }
        });
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(shardOf.keySet());
    }

    @Override
    public long[] shape(String name) {
        return shard(name).shape(name);
    }

    @Override
    public FloatTensor floats(String name) throws IOException {
        return shard(name).floats(name);
    }

    private Safetensors shard(String name) {
        String file = shardOf.get(name);
        if (file == null) {
            throw new BadModelException(index, "expected a tensor " + name + ", came none of that name");
        }
        return shards.get(file);
    }

    @Override
    public void close() throws IOException {
        for (Safetensors shard : shards.values()) {
            shard.close();
        }
    }
}
