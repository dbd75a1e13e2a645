package io.ddpo.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ddpo.local.spec.SpecificationFile;
import io.ddpo.schemas.avro.RunSpecification;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** The compose file starts what there is, with settings that are taken. */
class ComposeTest {
    private static final String FOLDER = "infra/compose/";
    private static final Set<String> ROLES =
            Set.of("sampler", "sampler-gpu", "scorer", "rewards", "learner", "console");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:\\?[^}]*)?}");

    private final String text = Repository.text(FOLDER + "compose.yaml");
    private final Map<String, String> example = example();
    private final Map<String, Object> services =
            Yaml.map(Yaml.all(filledIn(text)).get(0).get("services"));

    @Test
    void everyRoleTakesItsSettings() {
        for (String name : ROLES) {
            Map<String, Object> service = Yaml.map(services.get(name));
            new RoleStart(name, texts(service.get("command")), environment(service)).check();
        }
    }

    @Test
    void everyRoleIsLockedDownAndWatched() {
        for (String name : ROLES) {
            assertThat(Yaml.map(services.get(name)))
                    .as(name)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsKeys("healthcheck", "stop_grace_period", "restart");
        }
    }

    @Test
    void everyVariableIsInTheExampleAndNoOther() {
        Set<String> used = new TreeSet<>();
        VARIABLE.matcher(text).results().forEach(found -> used.add(found.group(1)));

        assertThat(example.keySet()).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void secretsAreLeftToWhoeverStartsIt() {
        assertThat(example).containsEntry("DDPO_CONSOLE_TOKEN", "").containsEntry("GRAFANA_PASSWORD", "");
        assertThat(text).contains("${DDPO_CONSOLE_TOKEN:?", "${GRAFANA_PASSWORD:?");
    }

    @Test
    void imagesArePinnedAndKafkaIsTheClientsOwn() {
        services.forEach((name, service) ->
                assertThat(Yaml.map(service).get("image").toString()).as(name).matches("[\\w/.-]+:v?\\d[\\w.-]*"));
        assertThat(Yaml.map(services.get("kafka"))).containsEntry("image", "apache/kafka:" + version("kafka.version"));
        assertThat(Yaml.map(services.get("registry")))
                .containsEntry("image", "apicurio/apicurio-registry:" + version("apicurio.version"));
    }

    @Test
    void theBrokerKnowsEverySetting() {
        Map<String, String> settings = new HashMap<>();
        environment(Yaml.map(services.get("kafka"))).forEach((name, value) -> {
            if (!name.equals("KAFKA_HEAP_OPTS")) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });

        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());
        assertThatCode(() -> new KafkaConfig(settings, false)).doesNotThrowAnyException();
    }

    @Test
    void onlyTheLoopbackAddressIsOpened() {
        services.values().stream()
                .map(Yaml::map)
                .filter(service -> service.containsKey("ports"))
                .flatMap(service -> texts(service.get("ports")).stream())
                .forEach(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void theRunIsTheOneThatTheRolesWorkFor() {
        RunSpecification run = SpecificationFile.read(Repository.file(FOLDER + "run.yaml"));

        assertThat(run.getRun()).isEqualTo(example.get("DDPO_RUN"));
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        services.values().stream()
                .map(Yaml::map)
                .filter(service -> service.containsKey("volumes"))
                .flatMap(service -> texts(service.get("volumes")).stream())
                .filter(volume -> volume.startsWith("."))
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .forEach(file ->
                        assertThat(Repository.file(FOLDER).resolve(file)).matches(Files::exists, "exists"));
    }

    private String filledIn(String compose) {
        return VARIABLE.matcher(compose)
                .replaceAll(found -> Matcher.quoteReplacement(
                        example.getOrDefault(found.group(1), "").isEmpty()
                                ? "0123456789abcdef"
                                : example.get(found.group(1))));
    }

    private static Map<String, String> example() {
        return Repository.text(FOLDER + ".env.example")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Map<String, String> environment(Map<String, Object> service) {
        Map<String, String> environment = new HashMap<>();
        Yaml.map(service.get("environment")).forEach((name, value) -> environment.put(name, value.toString()));
        return environment;
    }

    private static List<String> texts(Object list) {
        return Yaml.list(list).stream().map(Object::toString).toList();
    }

    private static String version(String property) {
        Matcher matcher = Pattern.compile("<" + property + ">(.*?)</").matcher(Repository.text("pom.xml"));
        assertThat(matcher.find()).as(property).isTrue();
        return matcher.group(1);
    }
}
