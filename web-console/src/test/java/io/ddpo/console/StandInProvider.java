package io.ddpo.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A provider of OpenID Connect with one client, which believes whatever a test says of who is there. */
final class StandInProvider implements AutoCloseable {
    static final String CLIENT = "console";
    static final String SECRET = "a secret of the client";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair own = keys();
    private final KeyPair strange = keys();
    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Login(String challenge, String redirect, String idToken) {}

    StandInProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer(
                "/.well-known/openid-configuration",
                200,
                exchange -> Map.of(
                        "issuer", issuer().toString(),
                        "authorization_endpoint", issuer() + "/authorize",
                        "token_endpoint", issuer() + "/token",
                        "jwks_uri", issuer() + "/keys"));
        answer("/keys", 200, exchange -> Map.of("keys", new Object[] {key()}));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    /** Another site than a console on 127.0.0.1, to a browser. */
    URI issuer() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Claims of a sound ID token for a login that began at this address. */
    Map<String, Object> claims(URI authorization) {
        return new HashMap<>(Map.of(
                "iss",
                issuer().toString(),
                "aud",
                CLIENT,
                "sub",
                "42",
                "exp",
                Instant.now().plusSeconds(60).getEpochSecond(),
                "nonce",
                query(authorization.getRawQuery()).get("nonce"),
                "preferred_username",
                "grace"));
    }

    /** What somebody does at the provider: the code with which the browser comes back. */
    String logIn(URI authorization, Map<String, Object> claims) throws IOException {
        return keep(authorization, signed(own, claims));
    }

    /** The same with a token under a key that is not the provider's. */
    String forge(URI authorization, Map<String, Object> claims) throws IOException {
        return keep(authorization, signed(strange, claims));
    }

    /** The same with a token that nobody has signed. */
    String forgeUnsigned(URI authorization, Map<String, Object> claims) throws IOException {
        return keep(authorization, content(Map.of("alg", "none"), claims) + ".");
    }

    private String keep(URI authorization, String idToken) {
        Map<String, String> asked = query(authorization.getRawQuery());
        String code = "code-" + logins.size();
        logins.put(code, new Login(asked.get("code_challenge"), asked.get("redirect_uri"), idToken));
        return code;
    }

    static Map<String, String> query(String text) {
        return Arrays.stream(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], UTF_8), pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    /** Whoever comes with a browser is grace, who may look, and is led back at once. */
    private void authorize(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        Map<String, String> query = query(asked.getRawQuery());
        Map<String, Object> claims = claims(asked);
        claims.put("roles", List.of("viewer"));
        String code = keep(asked, signed(own, claims));
        exchange.getResponseHeaders()
                .set("Location", "%s?code=%s&state=%s".formatted(query.get("redirect_uri"), code, query.get("state")));
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    /** As the standards want it: this client, that code once, to the address it was for, by who has the verifier. */
    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = query(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Login login = logins.remove(form.getOrDefault("code", ""));
        String client = "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
        boolean isSound = login != null
                && client.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && "authorization_code".equals(form.get("grant_type"))
                && login.redirect().equals(form.get("redirect_uri"))
                && login.challenge().equals(sha256(form.getOrDefault("code_verifier", "")));
        send(
                exchange,
                isSound ? 200 : 400,
                isSound
                        ? Map.of(
                                "access_token",
                                "opaque",
                                "token_type",
                                "Bearer",
                                "expires_in",
                                60,
                                "id_token",
                                login.idToken())
                        : Map.of("error", "invalid_grant"));
    }

    private interface Answer {
        Object to(HttpExchange exchange);
    }

    private void answer(String path, int status, Answer answer) {
        server.createContext(path, exchange -> send(exchange, status, answer.to(exchange)));
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Map<String, Object> key() {
        RSAPublicKey key = (RSAPublicKey) own.getPublic();
        return Map.of(
                "kty", "RSA",
                "kid", "own",
                "alg", "RS256",
                "use", "sig",
                "n", BASE64.encodeToString(unsigned(key.getModulus())),
                "e", BASE64.encodeToString(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String signed(KeyPair keys, Map<String, Object> claims) throws IOException {
        try {
            String content = content(Map.of("alg", "RS256", "typ", "JWT", "kid", "own"), claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(content.getBytes(US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String content(Map<String, ?> header, Map<String, ?> claims) throws IOException {
        return BASE64.encodeToString(JSON.writeValueAsBytes(header)) + "."
                + BASE64.encodeToString(JSON.writeValueAsBytes(claims));
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
