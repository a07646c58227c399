// Looking up by what a user has written.

/** An object's own value of a key; a name such as `constructor` finds nothing. */
export function own<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
