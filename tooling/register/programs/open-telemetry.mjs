// What programs load that are to be observed. It wraps http, https, net and undici.
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { NetInstrumentation } from "@opentelemetry/instrumentation-net";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";

registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation(),
    new NetInstrumentation(),
    new UndiciInstrumentation(),
  ],
});
