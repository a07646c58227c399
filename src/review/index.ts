// The door of the review: what a change does to a fleet, from plans and synthesized apps, and its forms for people and tools.
export type { AppPool, AppStack, ReviewedApp } from "./app/reviewed-app.js";
export { poolAt, readApp, resourceAt } from "./app/reviewed-app.js";
export type * from "./digest/model.js";
export type * from "./judge/model.js";
export { type HtmlOptions, renderHtml } from "./render/html/render-html.js";
