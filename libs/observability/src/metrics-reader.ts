import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

/** Collects what the meters hold whenever `/metrics` is asked; opens no port of its own. */
export const metricsReader = new PrometheusExporter({ preventServerStart: true });
