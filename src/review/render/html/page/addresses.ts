// How a pool is linked to, as ../markup.ts links to it: `#path=us-east-1/ml-gpu`.
import type { PagePool } from "../page-data.js";

/** The end of the page's address that leads to a pool. */
export function addressOf({ id, path = id }: PagePool): string {
  return `#path=${encodeURIComponent(path).replaceAll("%2F", "/")}`;
}
