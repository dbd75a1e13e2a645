package io.ddpo.kubernetes;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fabric8's mock of Kubernetes, which also takes what is applied by the server's side, and refuses what a test says. */
final class ApiServer implements AutoCloseable {
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), new Crud(), false);

    ApiServer() {
        server.init();
    }

    /** A client as the back-end has it. */
    KubernetesClient client() {
        return KubernetesKind.client(new ConfigBuilder(Config.empty()).withMasterUrl(server.url("/")));
    }

    /** Answers whoever does that to a resource of that name with a status, until {@link #agree}. */
    void refuse(HttpMethod method, String name, int status) {
        refusals.put(method + "/" + name, status);
    }

    void agree() {
        refusals.clear();
    }

    /** Method and path, with its query, of every request that changes something. */
    List<String> changes() {
        return changes;
    }

    @Override
    public void close() {
        server.destroy();
    }

    private final class Crud extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            if (request.method() != HttpMethod.GET) {
                changes.add(request.method() + " " + request.getPath());
            }
            Integer refusal = refusals.get(request.method() + path.substring(path.lastIndexOf('/')));
            if (refusal != null) {
                return refused(refusal);
            }
            boolean applies = request.method() == HttpMethod.PATCH
                    && request.getHeader("Content-Type").contains("apply-patch");
            return applies ? apply(request, path) : super.dispatch(request);
        }

        /** What is applied here is always the whole of it. */
        private MockResponse apply(RecordedRequest request, String path) {
            return findResource(getKey(path)) == null
                    ? handleCreate(as(HttpMethod.POST, path.substring(0, path.lastIndexOf('/')), request))
                    : handleUpdate(as(HttpMethod.PUT, path, request));
        }

        private static RecordedRequest as(HttpMethod method, String path, RecordedRequest request) {
            return new RecordedRequest(request.getHttpVersion(), method, path, request.getHeaders(), request.getBody());
        }

        private MockResponse refused(int code) {
            String status = Serialization.asJson(new StatusBuilder()
                    .withCode(code)
                    .withStatus("Failure")
                    .withMessage("as the test says")
                    .build());
            return new MockResponse().setResponseCode(code).setBody(status);
        }
    }
}
