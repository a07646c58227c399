// What a plan's list of actions comes to. Words are looked for in the list, never the list compared: Terraform and OpenTofu order some
// differently, and a new word next to a known one must not pass as the known one.
import type { Action } from "./model.js";

const KNOWN = new Set(["no-op", "create", "read", "update", "delete", "forget"]);

/** What happens to an object. */
export function actionOf(words: readonly string[]): Action {
  const has = (word: string): boolean => words.includes(word);
  if (words.length === 0 || words.some((word) => !KNOWN.has(word))) return "not-understood";
  if (words.length === 1) return words[0] as Action;
  if (words.length === 2 && has("create")) {
    if (has("delete")) return words[0] === "delete" ? "delete-create" : "create-delete";
    if (has("forget")) return "forget-create";
  }
  return "not-understood";
}

/** Whether an object's life ends, for good or to be made anew. */
export function endsLife(action: Action): boolean {
  return action === "delete" || action === "delete-create" || action === "create-delete" || action === "not-understood";
}
