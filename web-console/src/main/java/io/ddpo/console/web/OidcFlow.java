package io.ddpo.console.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A login that is under way.
 *
 * @param state comes back with the answer, and shows that this browser asked
 * @param nonce is in the ID token, and shows that it was made for this login
 * @param verifier shows the provider that who asks for the token is who began (PKCE)
 * @param next page that somebody wanted to see
 */
record OidcFlow(String state, String nonce, String verifier, String next) {
    /** What the provider is told of the verifier beforehand. */
    String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
