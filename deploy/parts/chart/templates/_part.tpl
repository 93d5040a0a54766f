{{/* dict "root" $ "name" name "ports" ports "container" YAML of the container "data" mount path (no volume if empty) "mounts" extra volumeMounts */}}
{{- define "part" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
spec:
  selector: {part: {{ .name }}}
  ports:
    {{- range .ports }}
    - {name: p{{ . }}, port: {{ . }}}
    {{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .name }}
spec:
  serviceName: {{ .name }}
  selector: {matchLabels: {part: {{ .name }}}}
  template:
    metadata:
      labels: {part: {{ .name }}}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: {{ .name }}
          image: {{ index .root.Values.images .name }}
          imagePullPolicy: {{ .root.Values.pullPolicy }}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          {{- .container | nindent 10 }}
          volumeMounts:
            - {name: secret, mountPath: /etc/parts, readOnly: true}
            {{- with .data }}
            - {name: data, mountPath: {{ . }}}
            {{- end }}
            {{- with .mounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: secret
          secret: {secretName: {{ .root.Values.existingSecret }}, defaultMode: 0440}
  {{- if .data }}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .root.Values.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: 2Gi}}
  {{- end }}
{{- end -}}
