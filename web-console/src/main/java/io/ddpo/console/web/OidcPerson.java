package io.ddpo.console.web;

import io.ddpo.schemas.control.RunCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody whom a provider knows.
 *
 * @param name as commands will say it
 * @param mayOperate whether they may steer, and not only look
 */
record OidcPerson(String name, boolean mayOperate) {
    /** In order of what people call each other by. */
    private static final List<String> NAMES = List.of("preferred_username", "email", "name", "sub");

    /**
     * @param claims of an ID token whose signature was checked
     * @param nonce of the login that it has to be made for
     * @throws OidcException if it was made for another one, or says nobody who may come in
     */
    static OidcPerson of(JsonObject claims, OidcOptions options, String nonce, Instant now) {
        require(options.site().equals(text(claims, "iss").replaceFirst("/+$", "")), "of another issuer");
        require(texts(claims.getValue("aud")).contains(options.clientId()), "for another client");
        require(text(claims, "nonce").equals(nonce), "of another login");
        require(claims.getValue("exp") instanceof Number end && end.longValue() > now.getEpochSecond(), "that is over");
        List<String> roles = texts(find(claims, options.roles()));
        boolean mayOperate = roles.contains(options.operators());
        if (!mayOperate && !roles.contains(options.viewers())) {
            throw new OidcException(
                    OidcProblem.ROLE,
                    "claim %s: expected %s or %s among the roles of %s, got %s"
                            .formatted(options.roles(), options.operators(), options.viewers(), name(claims), roles));
        }
        return new OidcPerson(name(claims), mayOperate);
    }

    private static void require(boolean isSound, String what) {
        if (!isSound) {
            throw new OidcException(OidcProblem.PROVIDER, "ID token: expected one for this login, got one " + what);
        }
    }

    private static String name(JsonObject claims) {
        String name = NAMES.stream()
                .map(claim -> text(claims, claim))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("somebody");
        return name.substring(0, Math.min(name.length(), RunCommand.LONGEST_WHO));
    }

    private static String text(JsonObject claims, String name) {
        return claims.getValue(name) instanceof String text ? text : "";
    }

    /** A claim of that very name, or else what the parts between its dots lead to. */
    private static Object find(JsonObject claims, String path) {
        if (claims.containsKey(path)) {
            return claims.getValue(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.getValue(path.substring(0, dot)) instanceof JsonObject inner
                ? find(inner, path.substring(dot + 1))
                : null;
    }

    /** One text, or several. */
    private static List<String> texts(Object claim) {
        Stream<?> values = claim instanceof JsonArray array ? array.stream() : Optional.ofNullable(claim).stream();
        return values.map(Objects::toString).toList();
    }
}
