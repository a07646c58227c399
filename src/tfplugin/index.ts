// The plugin process and its wire. Knows neither resources nor Agyn. The only door of this layer.
export { attach, type Attached } from "./attached.js";
export * as pb from "./gen/tfplugin6.js";
export type { DebugOptions, ServeOptions } from "./options.js";
export type { ProviderServer, RequestOf, ResponseOf, RpcName } from "./provider-service.js";
export { serve } from "./serve.js";
