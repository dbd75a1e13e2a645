{{/* Names begin with the release; its run is a label. */}}
{{- define "ddpo.labels" -}}
app.kubernetes.io/name: ddpo-streams
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: {{ .root.Values.run | default .root.Release.Name }}
{{- with .role }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "ddpo.selector" -}}
app.kubernetes.io/name: ddpo-streams
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .role }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "ddpo.bootstrap" -}}
{{- $s := .Values.strimzi -}}
{{- if .Values.kafka.bootstrapServers -}}
{{ .Values.kafka.bootstrapServers }}
{{- else if $s.enabled -}}
{{ $s.cluster }}-kafka-bootstrap:9093
{{- else -}}
{{ fail "kafka.bootstrapServers: expected host:port, got none; or set strimzi.enabled" }}
{{- end -}}
{{- end }}

{{/* The variable of a setting, as the roles read it. */}}
{{- define "ddpo.variable" -}}
DDPO_{{ . | upper | replace "." "_" | replace "-" "_" }}
{{- end }}

{{/* How to enter a cluster of Strimzi: its own certificate and the user of the run, from the operator's Secrets. */}}
{{- define "ddpo.strimziSettings" -}}
kafka.security.protocol: SASL_SSL
kafka.sasl.mechanism: SCRAM-SHA-512
kafka.ssl.truststore.type: PEM
{{- end }}

{{- define "ddpo.strimziSecretSettings" -}}
kafka.ssl.truststore.certificates: {name: {{ .Values.strimzi.cluster }}-cluster-ca-cert, key: ca.crt}
kafka.sasl.jaas.config: {name: {{ .Values.run }}, key: sasl.jaas.config}
{{- end }}

{{- define "ddpo.env" -}}
{{- $root := .root -}}
{{- $settings := dict "http.host" "0.0.0.0" "http.port" "9640" -}}
{{- $secrets := dict -}}
{{- if $root.Values.strimzi.enabled -}}
{{- $settings = merge (include "ddpo.strimziSettings" $root | fromYaml) $settings -}}
{{- $secrets = include "ddpo.strimziSecretSettings" $root | fromYaml -}}
{{- end -}}
{{- if .values.gpu -}}
{{- $_ := set $settings "device" "cuda" -}}
{{- end -}}
{{- with .more -}}
{{- $settings = merge (deepCopy .) $settings -}}
{{- end -}}
{{- with .moreSecrets -}}
{{- $secrets = merge (deepCopy .) $secrets -}}
{{- end -}}
{{- $settings = merge (deepCopy .values.settings) (deepCopy $root.Values.settings) $settings -}}
{{- $secrets = merge (deepCopy .values.secretSettings) (deepCopy $root.Values.secretSettings) $secrets -}}
{{- range $name, $value := $settings }}
{{- if not (hasKey $secrets $name) }}
- name: {{ include "ddpo.variable" $name }}
  {{- /* a large number is no text with an exponent in it */}}
  value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
{{- end }}
{{- range $name, $ref := $secrets }}
- name: {{ include "ddpo.variable" $name }}
  valueFrom:
    secretKeyRef: {name: {{ $ref.name | quote }}, key: {{ $ref.key | quote }}}
{{- end }}
{{- if has .role (list "sampler" "scorer" "rewards") }}
- name: DDPO_WORKER
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
{{- end }}
{{- end }}

{{/* The pod of a role: root, role, values; more settings, ports beside the one of health and metrics, templates of a fleet. */}}
{{- define "ddpo.pod" -}}
{{- $root := .root -}}
metadata:
  labels:
    {{- include "ddpo.labels" . | nindent 4 }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9640"
    prometheus.io/path: /metrics
    {{- with .checksum }}
    ddpo.io/checksum: {{ . }}
    {{- end }}
spec:
  serviceAccountName: {{ $root.Release.Name }}-{{ .role }}
  automountServiceAccountToken: {{ eq .role "fleet" }}
  enableServiceLinks: false
  # longer than drain.timeout
  terminationGracePeriodSeconds: 35
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: {{ .role }}
      image: {{ ternary $root.Values.image.gpuRepository $root.Values.image.repository (gt (int .values.gpu) 0) }}:{{ $root.Values.image.tag }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - {{ .role }}
        {{- if and $root.Values.run (ne .role "console") }}
        - --run={{ $root.Values.run }}
        {{- end }}
        - --bootstrap={{ include "ddpo.bootstrap" $root }}
        - --registry={{ $root.Values.registry.url }}
        {{- if and $root.Values.fleet.enabled (eq .role "console") }}
        - --fleet={{ $root.Release.Name }}
        {{- end }}
      env:
        {{- include "ddpo.env" . | trim | nindent 8 }}
      ports:
        - {name: ops, containerPort: 9640}
        {{- range $name, $port := .ports }}
        - {name: {{ $name }}, containerPort: {{ $port }}}
        {{- end }}
      startupProbe:
        httpGet: {path: /livez, port: ops}
        periodSeconds: 5
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /livez, port: ops}
        periodSeconds: 15
        timeoutSeconds: 5
        failureThreshold: 4
      readinessProbe:
        httpGet: {path: /readyz, port: ops}
        periodSeconds: 5
        timeoutSeconds: 5
      resources:
        {{- $resources := deepCopy .values.resources }}
        {{- if .values.gpu }}
        {{- $limits := merge (dict "nvidia.com/gpu" .values.gpu) ($resources.limits | default dict) }}
        {{- $_ := set $resources "limits" $limits }}
        {{- end }}
        {{- toYaml $resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- with .templates }}
        - {name: templates, mountPath: /etc/ddpo/fleet, readOnly: true}
        {{- end }}
        {{- with $root.Values.volumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {sizeLimit: {{ $root.Values.tmpSize }}}
    {{- with .templates }}
    - name: templates
      configMap: {name: {{ . }}}
    {{- end }}
    {{- with $root.Values.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
