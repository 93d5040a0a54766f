{{- define "dondoc.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "dondoc.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "dondoc.labels" -}}
{{ include "dondoc.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The values of a process, its own over the defaults: dict "root" $ "verb" verb "config" config */}}
{{- define "dondoc.process" -}}
{{- mergeOverwrite (deepCopy (index .root.Values.processDefaults .verb)) (deepCopy (default dict .config)) | toYaml -}}
{{- end -}}

{{/* dict "root" $ "name" service "service" values of the service */}}
{{- define "dondoc.image" -}}
{{- $values := .root.Values -}}
{{- $name := printf "%s-%s" $values.image.repository .name -}}
{{- with $values.global.imageRegistry }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- if .service.digest -}}
{{ $name }}@{{ .service.digest }}
{{- else -}}
{{ $name }}:{{ default .root.Chart.AppVersion $values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "dondoc.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "dondoc.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* The environment of every process of a service. */}}
{{- define "dondoc.env" -}}
{{- $root := .root -}}
{{- $full := include "dondoc.fullname" $root -}}
{{- $set := dict
  "environment" "production"
  "log_level" $root.Values.logLevel
  "ops_listen" "0.0.0.0:9090"
  "secrets_dir" "/etc/dondoc/secrets"
  "public_url" $root.Values.publicUrl -}}
{{- range $name, $service := $root.Values.services -}}
{{- if ne $name "gateway" -}}
{{- $_ := set $set (printf "%s_address" $name) (printf "%s-%s-pods.%s.svc:%v" $full $name $root.Release.Namespace $service.port) -}}
{{- end -}}
{{- end -}}
{{- if eq .name "gateway" -}}
{{- $_ := set $set "drain_seconds" (index $root.Values.processDefaults "serve").drainSeconds -}}
{{- $_ := set $set "http_listen" (printf "0.0.0.0:%v" .service.port) -}}
{{- with $root.Values.province.name }}{{ $_ := set $set "province_name" . }}{{ end -}}
{{- if $root.Values.province.emblemConfigMap }}{{ $_ := set $set "province_emblem" (printf "/etc/dondoc/province/%s" $root.Values.province.emblemKey) }}{{ end -}}
{{- $_ := set $set "oidc_issuer" $root.Values.oidc.issuer -}}
{{- $_ := set $set "oidc_client_id" $root.Values.oidc.clientId -}}
{{- $_ := set $set "oidc_audience" $root.Values.oidc.audience -}}
{{- else -}}
{{- $_ := set $set "grpc_listen" (printf "0.0.0.0:%v" .service.port) -}}
{{- end -}}
{{- if eq .name "document" }}{{ $_ := set $set "storage_url" $root.Values.documents.storageUrl }}{{ end -}}
{{- if eq .name "notification" -}}
{{- $_ := set $set "mail_from" $root.Values.mail.from -}}
{{- with $root.Values.mail.bounceAddress }}{{ $_ := set $set "mail_bounce_address" . }}{{ end -}}
{{- $_ := set $set "mail_from_name" $root.Values.mail.fromName -}}
{{- $_ := set $set "mail_language" $root.Values.mail.language -}}
{{- end -}}
{{- if $root.Values.grpcTls.enabled -}}
{{- $_ := set $set "grpc_tls_ca" "/etc/dondoc/tls/ca.crt" -}}
{{- if ne .name "gateway" -}}
{{- $_ := set $set "grpc_tls_certificate" "/etc/dondoc/tls/tls.crt" -}}
{{- $_ := set $set "grpc_tls_key" "/etc/dondoc/tls/tls.key" -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := mergeOverwrite $set .service.settings }}
- name: DONDOC_{{ upper $key }}
  value: {{ $value | quote }}
{{- end }}
{{- include "dondoc.trust" $root }}
{{- with $root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The authorities that we trust. libpq and asyncpg read PGSSLROOTCERT, OpenSSL and the libraries on it the others. */}}
{{- define "dondoc.trust" -}}
{{- $bundle := ternary "/etc/dondoc/trust/ca.crt" "/etc/ssl/certs/ca-certificates.crt" (ne .Values.trust.existingSecret "") }}
- {name: PGSSLMODE, value: {{ .Values.postgresql.sslMode }}}
- {name: PGSSLROOTCERT, value: {{ $bundle }}}
- {name: SSL_CERT_FILE, value: {{ $bundle }}}
- {name: REQUESTS_CA_BUNDLE, value: {{ $bundle }}}
{{- end -}}

{{- define "dondoc.volumeMounts" -}}
- {name: secrets, mountPath: /etc/dondoc/secrets, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if .Values.province.emblemConfigMap }}
- {name: province, mountPath: /etc/dondoc/province, readOnly: true}
{{- end }}
{{- if .Values.grpcTls.enabled }}
- {name: tls, mountPath: /etc/dondoc/tls, readOnly: true}
{{- end }}
{{- if .Values.trust.existingSecret }}
- {name: trust, mountPath: /etc/dondoc/trust, readOnly: true}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "dondoc.volumes" -}}
- name: secrets
  secret: {secretName: {{ required "every service needs an existingSecret" .service.existingSecret }}, defaultMode: 0440}
- name: tmp
  emptyDir: {sizeLimit: 2Gi}
{{- if .root.Values.province.emblemConfigMap }}
- name: province
  configMap: {name: {{ .root.Values.province.emblemConfigMap }}}
{{- end }}
{{- if .root.Values.grpcTls.enabled }}
- name: tls
  secret: {secretName: {{ required "grpcTls.existingSecret" .root.Values.grpcTls.existingSecret }}, defaultMode: 0440}
{{- end }}
{{- if .root.Values.trust.existingSecret }}
- name: trust
  secret: {secretName: {{ .root.Values.trust.existingSecret }}, items: [{key: ca.crt, path: ca.crt}], defaultMode: 0440}
{{- end }}
{{- with .root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The container of a process or a job, and the init container of each: dict "root" "name" "service" "container" "args". */}}
{{- define "dondoc.container" -}}
name: {{ .container }}
image: {{ include "dondoc.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: {{ toJson .args }}
env: {{- include "dondoc.env" . | nindent 2 }}
  {{- with .env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .root.Values.extraEnvFrom }}
envFrom: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext: {{- include "dondoc.containerSecurity" .root | nindent 2 }}
volumeMounts: {{- include "dondoc.volumeMounts" .root | nindent 2 }}
  {{- with .mounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Empty while the databases are restored or recovered, when no process may run. */}}
{{- define "dondoc.running" -}}
{{- if not (or .Values.restore.from .Values.operators.postgresql.recover.until) }}yes{{ end -}}
{{- end -}}

{{/* The part that all pods of a service share. */}}
{{- define "dondoc.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "dondoc.podSecurity" . | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
volumes: {{- include "dondoc.volumes" . | nindent 2 }}
{{- end -}}

{{/* Whether one of the processes of a service scales by the length of its queues. */}}
{{- define "dondoc.queued" -}}
{{- range $verb, $config := .service.processes -}}
{{- $process := include "dondoc.process" (dict "root" $.root "verb" $verb "config" $config) | fromYaml -}}
{{- if and $process.autoscaling.enabled (eq (default "cpu" $process.autoscaling.by) "queue") }}yes{{ end -}}
{{- end -}}
{{- end -}}

{{/* The pod of a job that runs one command of a service: dict "root" "name" "service" "container" "args". */}}
{{- define "dondoc.commandPod" -}}
metadata:
  labels: {{- include "dondoc.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
    dondoc/process: migrate
    {{- with .root.Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
spec: {{- include "dondoc.pod" . | nindent 2 }}
  restartPolicy: Never
  containers:
    - {{- include "dondoc.container" . | nindent 6 }}
      resources:
        requests: {cpu: 50m, memory: 128Mi}
        limits: {memory: 512Mi}
{{- end -}}
