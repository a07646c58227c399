// The document, with less to write.

/** An element that the page has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** An input that the page has. */
export function inputById(id: string): HTMLInputElement {
  return byId(id) as HTMLInputElement;
}

/** All elements that fit. */
export function all<K extends keyof HTMLElementTagNameMap>(name: K, filter = ""): HTMLElementTagNameMap[K][] {
  return [...document.querySelectorAll<HTMLElementTagNameMap[K]>(name + filter)];
}

/** Makes an element with text or children in it; nothing is ever parsed as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}
