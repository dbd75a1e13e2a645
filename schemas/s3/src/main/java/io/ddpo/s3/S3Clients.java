package io.ddpo.s3;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes clients from the environment under AWS's own names: {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and
 * {@code AWS_SESSION_TOKEN}, or else the files of {@code ~/.aws} and {@code AWS_PROFILE}; {@code AWS_REGION};
 * {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL} for servers that are not Amazon's.
 */
final class S3Clients {
    /** Servers other than Amazon's mostly do not look at it. */
    private static final String ANY_REGION = "us-east-1";

    private S3Clients() {}

    /** A client, which asks nobody before it is used. */
    static S3Client of(Map<String, String> environment) {
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(credentials(environment))
                .region(Region.of(
                        first(environment, "AWS_REGION", "AWS_DEFAULT_REGION").orElse(ANY_REGION)))
                // payloads have a digest of their own, and not every server knows Amazon's
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .ifPresent(endpoint ->
                        client.endpointOverride(URI.create(endpoint)).forcePathStyle(true));
        return client.build();
    }

    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        Optional<String> id = first(environment, "AWS_ACCESS_KEY_ID");
        Optional<String> secret = first(environment, "AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() || secret.isEmpty()) {
            return ProfileCredentialsProvider.create();
        }
        return StaticCredentialsProvider.create(first(environment, "AWS_SESSION_TOKEN")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id.get(), secret.get(), token))
                .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            if (environment.containsKey(name) && !environment.get(name).isBlank()) {
                return Optional.of(environment.get(name));
            }
        }
        return Optional.empty();
    }
}
