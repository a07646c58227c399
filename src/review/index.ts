// The door of the review: what a change does to a fleet, from plans and synthesized apps, and its forms for people and tools.
export type { AppPool, AppStack, ReviewedApp } from "./app/reviewed-app.js";
export { poolAt, readApp, resourceAt } from "./app/reviewed-app.js";
export type * from "./digest/model.js";
export type * from "./judge/model.js";
export { RISKS } from "./judge/model.js";
export { type AnnotationOptions, renderAnnotations } from "./render/annotations.js";
export { renderCodeQuality, renderTerraformReport } from "./render/gitlab.js";
export { jsonText, renderJson } from "./render/json.js";
export { digestJsonSchema, reviewJsonSchema } from "./render/json-schema.js";
export type { SourceLine, SourceMap } from "./render/locations.js";
export { COMMENT_HOSTS, type CommentHost, type MarkdownOptions, renderMarkdown } from "./render/markdown.js";
export { renderSarif, type SarifOptions } from "./render/sarif.js";
export { renderText, type TextOptions } from "./render/text.js";
export { visible } from "./render/visible.js";
export { type HtmlOptions, renderHtml } from "./render/html/render-html.js";
