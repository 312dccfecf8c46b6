/**
 * Opens the fold that the page's address or a link on the page leads to. Safari up to iOS 18 opens none; the other
 * browsers open those around an element, but not the element that is itself one (HTML, "ancestor revealing
 * algorithm").
 */
export function unfold(): void {
  open(location.hash);
  addEventListener('hashchange', () => open(location.hash));
  // A link that was followed before does not change the address.
  addEventListener('click', ({ target }) => {
    const link = (target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    if (link) open(link.hash);
  });
}

function open(hash: string): void {
  const fold = document.getElementById(hash.slice(1))?.closest('details');
  if (fold) fold.open = true;
}
