package io.ddpo.service.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads a properties file in UTF-8. The JDK's reader decodes each entry; this one knows on which line it begins. */
final class PropertiesFile {
    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private PropertiesFile(Path file) {
        this.file = file;
    }

    /** @param place where the file was named, for the sentence if it cannot be read */
    static Source read(Path file, String place) {
        PropertiesFile reader = new PropertiesFile(file);
        try {
            reader.readAll(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return Source.unreadable(
                    "%s: expected a properties file, got '%s', which does not exist".formatted(place, file));
        } catch (MalformedInputException e) {
            return Source.unreadable("%s: expected text in UTF-8, got other bytes".formatted(file));
        } catch (IOException e) {
            return Source.unreadable(
                    "%s: expected a readable properties file, got '%s': %s".formatted(place, file, e.getMessage()));
        }
        return Source.of(List.copyOf(reader.entries.values()), reader.problems);
    }

    private void readAll(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            if (isBlankOrComment(lines.get(i))) {
                continue;
            }
            StringBuilder entry = new StringBuilder(lines.get(i));
            while (isContinued(lines.get(i)) && i + 1 < lines.size()) {
                entry.append('\n').append(lines.get(++i));
            }
            readEntry(entry.toString(), file + ":" + (first + 1));
        }
    }

    private void readEntry(String text, String place) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(text));
        } catch (IllegalArgumentException | IOException e) {
            problems.add("%s: expected key=value, got a malformed escape".formatted(place));
            return;
        }
        for (String name : one.stringPropertyNames()) {
            Entry earlier = entries.putIfAbsent(name, new Entry(name, one.getProperty(name), place));
            if (earlier != null) {
                problems.add("%s: expected '%s' once, got it again after %s".formatted(place, name, earlier.place()));
            }
        }
    }

    private static boolean isBlankOrComment(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
