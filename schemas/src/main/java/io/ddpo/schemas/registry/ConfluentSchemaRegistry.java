package io.ddpo.schemas.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * A registry server that speaks Confluent's API, through Confluent's own client. The client comes with an Avro of its
 * own, so schemas cross the border as JSON.
 */
final class ConfluentSchemaRegistry implements SchemaRegistry {
    /** Schemas the client remembers per subject: a few versions of each, with room. */
    private static final int CACHE = 1000;

    /** As the client says it: no version in particular. */
    private static final String ALL_VERSIONS = null;

    private static final int SUBJECT_NOT_FOUND = 40401;

    private final String address;
    private final RestService rest;
    private final SchemaRegistryClient client;

    /** Connects at the first call only. */
    ConfluentSchemaRegistry(RegistrySettings settings) {
        this.address = settings.url();
        this.rest = new RestService(settings.urls());
        this.client = new CachedSchemaRegistryClient(
                rest, CACHE, List.of(new AvroSchemaProvider()), settings.forConfluent(), Map.of());
    }

    @Override
    public int register(String subject, Schema schema) {
        return call("subject " + subject, () -> client.register(subject, toConfluent(schema)));
    }

    @Override
    public Schema byId(int id) {
        ParsedSchema found = call("schema id " + id, () -> client.getSchemaById(id));
        return new Schema.Parser().parse(found.canonicalString());
    }

    @Override
    public void requireBackwardTransitive(String subject) {
        call("subject " + subject, () -> client.updateCompatibility(subject, "BACKWARD_TRANSITIVE"));
    }

    /** Past the client, which compares with the latest schema alone, whatever the registry asks for. */
    @Override
    public boolean isBackwardTransitive(String subject, Schema schema) {
        RegisterSchemaRequest request = new RegisterSchemaRequest(toConfluent(schema));
        return call("subject " + subject, () -> {
            try {
                return rest.testCompatibility(request, subject, ALL_VERSIONS, false, false)
                        .isEmpty();
            } catch (RestClientException e) {
                if (e.getErrorCode() == SUBJECT_NOT_FOUND) {
                    return true;
                }
                throw e;
            }
        });
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new SchemaRegistryException(address + " did not close: " + e.getMessage(), e);
        }
    }

    private <T> T call(String place, Call<T> call) {
        try {
            return call.run();
        } catch (RestClientException e) {
            throw new SchemaRegistryException(address + " " + place + ": the registry refused: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SchemaRegistryException(address + " " + place + ": no answer from the registry: " + e, e);
        }
    }

    private static AvroSchema toConfluent(Schema schema) {
        return new AvroSchema(PortableSchema.json(schema));
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException, RestClientException;
    }
}
