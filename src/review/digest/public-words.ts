// Words that everybody who reads the sources knows: names of stacks, constructs, pools, regions, teams and tiers. A plan may mark one of them
// as secret (a sensitive variable that says "production"), and taking it out of addresses and paths would leave a review that
// nobody can read; so in names they stay. In values they are hidden like any secret, and so are labels of other names than region, team and tier.
import { organizationSlug, text } from "../../synthesized/index.js";
import type { ReviewedApp } from "../app/reviewed-app.js";
import { SCHEMA_WORDS } from "./allow-list.js";

/** The public words of apps, whole and in their parts. */
export function publicWords(apps: readonly (ReviewedApp | undefined)[]): ReadonlySet<string> {
  const words = new Set(SCHEMA_WORDS);
  const add = (name: string): void => {
    // a reference is no word, and a literal that long is no name
    if (name === "" || name.length > 200 || /[${\s]/.test(name)) return;
    words.add(name);
    for (const part of name.split(/[./]/)) {
      words.add(part);
      for (const word of part.split(/[-_]/)) words.add(word);
    }
  };
  for (const app of apps) {
    if (app === undefined) continue;
    for (const { name, resources } of app.stacks.values()) {
      add(name);
      for (const { address, path, body } of resources.values()) {
        add(address);
        add(path ?? "");
        if (address.startsWith("agyn_runner.")) {
          add(text(body["name"]));
        }
        if (/^(data\.)?agyn_organization\./.test(address)) add(text(organizationSlug(body)));
      }
    }
    for (const { id, region, team, tier } of app.pools.values()) [id, region, team, tier].forEach(add);
  }
  return words;
}
