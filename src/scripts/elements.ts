/** The elements that a selector finds on the page, or within one of its elements. */
export function all<Found extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Found[] {
  return [...within.querySelectorAll<Found>(selector)];
}

/** Shows what was hidden until now. */
export function show(selector: string, within: ParentNode = document): void {
  for (const element of all(selector, within)) element.hidden = false;
}
