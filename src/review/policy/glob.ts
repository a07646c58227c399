// Globs over names and paths: `*` stands for anything but `/`, `**` for anything, `?` for one character but `/`. All states are followed
// at once, so that no name, however it was chosen, makes it slow.

/** Whether a text is what a glob describes, as a whole. */
export function matches(glob: string, text: string): boolean {
  const tokens = glob.match(/\*\*|[\s\S]/gu) ?? [];
  let states = skipStars(new Set([0]), tokens);
  for (const character of text) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === "**" || (token === "*" && character !== "/")) next.add(state);
      else if (token === character || (token === "?" && character !== "/")) next.add(state + 1);
    }
    if (next.size === 0) return false;
    states = skipStars(next, tokens);
  }
  return states.has(tokens.length);
}

/** Stars may stand for nothing. */
function skipStars(states: ReadonlySet<number>, tokens: readonly string[]): ReadonlySet<number> {
  const all = new Set(states);
  for (const state of all) if (tokens[state] === "*" || tokens[state] === "**") all.add(state + 1);
  return all;
}
