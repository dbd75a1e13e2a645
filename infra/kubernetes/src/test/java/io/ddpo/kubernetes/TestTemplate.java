package io.ddpo.kubernetes;

/** The template of a role, as short as it can be. */
final class TestTemplate {
    private TestTemplate() {}

    static String of(String role, String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels: {app.kubernetes.io/instance: release}
                spec:
                  template:
                    spec:
                      containers:
                        - name: %s
                          image: %s
                          args: [%s, "--bootstrap=kafka:9092"]
                """.formatted(role, image, role);
    }
}
