package io.ddpo.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddpo.schemas.avro.Score;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire. How a real registry takes it is tested by the suite in infra/local. */
class ConfluentSchemaRegistryTest {
    private static final String PASSWORD = "changeit";

    @Test
    void aSchemaIsRegisteredWithoutWhatOnlyJavaUnderstands() throws IOException {
        try (RegistryStub stub = RegistryStub.http(200, "{\"id\": 7}");
                SchemaRegistry registry = SchemaRegistries.open(stub.url(), Map.of())) {
            assertThat(registry.register("demo.scores-value", Score.getClassSchema()))
                    .isEqualTo(7);

            assertThat(stub.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request)
                            .startsWith("POST /subjects/demo.scores-value/versions ")
                            .contains("What a reward function said about a picture.")
                            .doesNotContain("avro.java.string"));
            assertThat(stub.authorizations()).containsExactly("null");
        }
    }

    @Test
    void userAndPasswordAreSent() throws IOException {
        String expected = Base64.getEncoder().encodeToString("fox:hole:5".getBytes(StandardCharsets.UTF_8));

        assertThat(authorization(Map.of("basic.auth.user.info", "fox:hole:5"))).isEqualTo("Basic " + expected);
    }

    @Test
    void aBearerTokenIsSent() throws IOException {
        assertThat(authorization(Map.of("bearer.auth.token", "t.o.k"))).isEqualTo("Bearer t.o.k");
    }

    @Test
    void aServerIsTrustedThroughATruststoreAndOtherwiseNot(@TempDir Path folder) throws Exception {
        Path store = selfSigned(folder);
        Map<String, String> trusting = trusting(store);
        try (RegistryStub stub = RegistryStub.https(tls(store), 200, "{\"id\": 7}")) {
            try (SchemaRegistry registry = SchemaRegistries.open(stub.url(), trusting)) {
                assertThat(registry.register("s", Score.getClassSchema())).isEqualTo(7);
            }
            try (SchemaRegistry registry = SchemaRegistries.open(stub.url(), Map.of())) {
                assertThatExceptionOfType(SchemaRegistryException.class)
                        .isThrownBy(() -> registry.register("s", Score.getClassSchema()))
                        .withMessageStartingWith(stub.url() + " subject s: no answer from the registry: "
                                + "javax.net.ssl.SSLHandshakeException: ");
            }
        }
    }

    @Test
    void aUserIsRefusedOverTlsWithoutItsPasswordBeingRepeated(@TempDir Path folder) throws Exception {
        Path store = selfSigned(folder);
        Map<String, String> settings = new HashMap<>(trusting(store));
        settings.put("basic.auth.user.info", "fox:hush");
        String refusal = "{\"error_code\": 401, \"message\": \"Unauthorized\"}";
        try (RegistryStub stub = RegistryStub.https(tls(store), 401, refusal);
                SchemaRegistry registry = SchemaRegistries.open(stub.url(), settings)) {
            assertThatExceptionOfType(SchemaRegistryException.class)
                    .isThrownBy(() -> registry.register("s", Score.getClassSchema()))
                    .withMessage(stub.url() + " subject s: the registry refused: Unauthorized; error code: 401");
            assertThat(stub.authorizations())
                    .containsExactly(
                            "Basic " + Base64.getEncoder().encodeToString("fox:hush".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aRefusalSaysWhereAndWhy() throws IOException {
        try (RegistryStub stub = RegistryStub.http(409, "{\"error_code\": 409, \"message\": \"not compatible\"}");
                SchemaRegistry registry = SchemaRegistries.open(stub.url(), Map.of())) {
            assertThatExceptionOfType(SchemaRegistryException.class)
                    .isThrownBy(() -> registry.requireBackwardTransitive("s"))
                    .withMessage(stub.url() + " subject s: the registry refused: not compatible; error code: 409");
            assertThat(stub.requests()).containsExactly("PUT /config/s {\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        }
    }

    @Test
    void aRegistryThatIsNotThereIsNamed() throws IOException {
        String url;
        try (RegistryStub stub = RegistryStub.http(200, "")) {
            url = stub.url();
        }
        try (SchemaRegistry registry = SchemaRegistries.open(url, Map.of())) {
            assertThatExceptionOfType(SchemaRegistryException.class)
                    .isThrownBy(() -> registry.byId(3))
                    .withMessageStartingWith(url + " schema id 3: no answer from the registry: ")
                    .withMessageContaining("Connection refused");
        }
    }

    private static String authorization(Map<String, String> settings) throws IOException {
        try (RegistryStub stub = RegistryStub.http(200, "{\"id\": 7}");
                SchemaRegistry registry = SchemaRegistries.open(stub.url(), settings)) {
            registry.register("s", Score.getClassSchema());
            return stub.authorizations().get(0);
        }
    }

    private static Map<String, String> trusting(Path store) {
        return Map.of(
                "ssl.truststore.location",
                store.toString(),
                "ssl.truststore.password",
                PASSWORD,
                "ssl.truststore.type",
                "PKCS12");
    }

    private static Path selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("registry.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return store;
    }

    private static SSLContext tls(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
