// How a text of a user or of the platform stands in a message: quoted, and no longer than a line or two. The platform sets names
// no limit, and a message that repeats thousands of characters hides what it says.

/** What is shown in full; a UUID, a slug and any name that a person reads are shorter. */
const MAX_SHOWN_CHARACTERS = 80;

/** The text as JSON quotes it; of a longer one the beginning, and how long it is. */
export function quoted(text: string | null): string {
  if (text === null || text.length <= MAX_SHOWN_CHARACTERS) return JSON.stringify(text);
  return `${JSON.stringify(`${text.slice(0, MAX_SHOWN_CHARACTERS)}...`)} (${text.length} characters)`;
}
