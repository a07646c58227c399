{{- define "runner.fullname" -}}
{{- .Values.fullnameOverride | default (printf "%s-k8s-runner" .Release.Name) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "runner.account" -}}
{{- .Values.serviceAccount.name | default (include "runner.fullname" .) -}}
{{- end -}}
{{- define "runner.selector" -}}
app.kubernetes.io/name: k8s-runner
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- define "runner.labels" -}}
{{ include "runner.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}
