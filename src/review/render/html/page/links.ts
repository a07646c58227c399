// Links into the page: `#path=us-east-1/ml-gpu/Runner1` opens the pool that the path is in, `#show=destroyed` filters the list.
import type { PageData } from "../page-data.js";
import type { Details } from "./details.js";
import { all, inputById } from "./dom.js";
import type { PoolList } from "./pool-list.js";

/** Goes where the address of the page says. */
export function followHash(data: PageData, details: Details, list: PoolList, say: (sentence: string) => void): void {
  const [, kind, value = ""] = /^#(path|show)=(.*)$/.exec(location.hash) ?? [];
  if (kind === undefined) return;
  const wanted = decoded(value);
  if (kind === "show") list.showOnly({ show: wanted });
  else if (!openPool(data, details, list, wanted) && !revealChange(value))
    say(`Nothing on this page is called ${wanted}.`);
}

function openPool(data: PageData, details: Details, list: PoolList, path: string): boolean {
  const index = indexOf(data, path);
  if (index < 0) return false;
  const cell = all("a", ".c").find((one) => one.dataset["pools"]?.split(" ").includes(String(index)));
  const row = all("a", `[data-pools="${index}"]:is(.pools th *)`)[0];
  const opener = inputById("form-list").checked ? row : (cell ?? row);
  if (opener === undefined) return false;
  if (opener.closest("[hidden]") !== null) list.filter({ changed: false });
  const region = opener.closest("details");
  if (region !== null) region.open = true;
  opener.scrollIntoView({ block: "center" });
  opener.focus({ preventScroll: true });
  details.open([index], opener);
  return true;
}

/** The pool that is called so, or is the longest part of it. */
function indexOf(data: PageData, path: string): number {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const index = data.pools.findIndex(({ id, path: anchor }) => anchor === at || id === at);
    if (index >= 0) return index;
  }
  return -1;
}

/** What belongs to no pool stands among the changes. */
function revealChange(hash: string): boolean {
  const link = all("a", ":is(#changes *)").find((one) => one.hash === `#path=${hash}`);
  const group = link?.closest("details");
  if (!link || !group) return false;
  group.open = true;
  link.scrollIntoView({ block: "center" });
  link.focus({ preventScroll: true });
  return true;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
