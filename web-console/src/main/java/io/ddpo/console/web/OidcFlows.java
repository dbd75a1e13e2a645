package io.ddpo.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Logins that are under way, kept by the browsers that began them: {@code state.nonce.verifier.expiry.next.signature}. */
final class OidcFlows {
    /** Somebody looks for a second factor. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String PURPOSE = "login";
    private static final int PARTS = 6;

    /** An address of this console, and of no other host; nothing in it means anything to HTML. */
    private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[\\w/.~%?&=+,:;@!$()*-]*");

    private final Signature signature;
    private final InstantSource clock;
    private final Supplier<String> nonces;

    /** @param nonces of 36 characters that nobody can guess */
    OidcFlows(Signature signature, InstantSource clock, Supplier<String> nonces) {
        this.signature = signature;
        this.clock = clock;
        this.nonces = nonces;
    }

    /** @param next page to show in the end; the first one, if it is none of this console */
    OidcFlow begin(String next) {
        boolean isOwn = OWN.matcher(next).matches() && !next.startsWith("/login");
        return new OidcFlow(nonces.get(), nonces.get(), nonces.get() + nonces.get(), isOwn ? next : "/");
    }

    /** The cookie's value. */
    String write(OidcFlow flow) {
        String content = String.join(
                ".",
                flow.state(),
                flow.nonce(),
                flow.verifier(),
                Long.toString(clock.instant().plus(LIFETIME).getEpochSecond()),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(flow.next().getBytes(UTF_8)));
        return content + "." + signature.of(PURPOSE, content);
    }

    /** What a cookie says; empty if we did not write it, or it is over. */
    Optional<OidcFlow> read(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != PARTS
                || !Signature.same(
                        parts[PARTS - 1], signature.of(PURPOSE, cookie.substring(0, cookie.lastIndexOf('.'))))
                || Long.parseLong(parts[3]) <= clock.instant().getEpochSecond()) {
            return Optional.empty();
        }
        String next = new String(Base64.getUrlDecoder().decode(parts[4]), UTF_8);
        return Optional.of(new OidcFlow(parts[0], parts[1], parts[2], next));
    }
}
