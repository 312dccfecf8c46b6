// Runs in the browser: narrows a list down to what is asked for, without leaving the page.

interface Row {
  element: HTMLElement;
  /** What is searched in, folded. */
  text: string;
  /** What it can be chosen by, under the name of the control that chooses. */
  facets: Record<string, string | undefined>;
  /** Whether it came from a further page of the list, which is shown only while something is asked for. */
  further: boolean;
}

/** Milliseconds from the last key to the change of the address; Safari allows a hundred changes in ten seconds. */
const SETTLED = 300;

/** Makes a filter form work on the lists that stand beside it, and shows it. */
export function startFilter(form: HTMLFormElement): void {
  const scope = form.parentElement as HTMLElement;
  const count = form.querySelector('output') as HTMLOutputElement;
  const clear = form.querySelector('button') as HTMLButtonElement;
  const controls = [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[name]')];
  const pager = scope.querySelector<HTMLElement>('.pager');
  const { shown = '', nothing = '', incomplete = '' } = form.dataset;
  const rows = rowsOf(scope, false);
  let next = nextOf(scope);
  let loading: Promise<void> | undefined;
  let timer: number | undefined;

  /** Takes the rows of the further pages into the lists; after a failure the next call goes on from there. */
  const load = async () => {
    while (next) {
      const response = await fetch(next);
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const months = [...page.querySelectorAll<HTMLElement>('.month')];
      if (!response.ok || !months.length) throw new Error(next);
      next = nextOf(page);
      for (const month of months) {
        rows.push(...rowsOf(month, true));
        const known = scope.querySelector(`[data-month="${month.dataset['month']}"] .list`);
        if (known) known.append(...(month.querySelector('.list')?.children ?? []));
        else scope.querySelector('.history')?.append(month);
      }
    }
  };

  /** Shows what fits, and returns whether anything is asked for. */
  const show = () => {
    const [search, ...choices] = controls;
    const words = fold(search?.value ?? '').split(/\s+/);
    const active = controls.some(({ value }) => value.trim());
    let found = 0;
    for (const { element, text, facets, further } of rows) {
      const fits =
        words.every((word) => text.includes(word)) &&
        choices.every(({ name, value }) => !value || facets[name] === value);
      element.hidden = active ? !fits : further;
      if (!element.hidden) found++;
    }
    for (const list of scope.querySelectorAll<HTMLElement>('.list'))
      (list.closest('section') ?? list).hidden = !list.querySelector(':scope > :not([hidden])');
    if (pager) pager.hidden = active;
    clear.hidden = !active;
    count.textContent = found
      ? shown.replace('{shown}', found.toLocaleString(document.documentElement.lang))
      : nothing;
    return active;
  };

  const apply = async () => {
    if (!show() || !next) return;
    count.textContent = '…';
    loading ??= load().finally(() => {
      loading = undefined;
    });
    try {
      await loading;
      show();
    } catch {
      show();
      count.textContent += ` ${incomplete}`;
    }
  };

  const keep = () => {
    clearTimeout(timer);
    const address = new URL(location.href);
    for (const { name, value } of controls) {
      if (value.trim()) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(history.state, '', address);
  };

  const asked = new URLSearchParams(location.search);
  for (const control of controls) {
    control.value = asked.get(control.name) ?? '';
    // A choice that this list does not have.
    if (control instanceof HTMLSelectElement && control.selectedIndex < 0) control.value = '';
  }
  form.addEventListener('input', () => {
    apply();
    clearTimeout(timer);
    timer = window.setTimeout(keep, SETTLED);
  });
  form.addEventListener('change', keep);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // Puts the keyboard of a phone away.
    controls[0]?.blur();
  });
  clear.addEventListener('click', () => {
    for (const control of controls) control.value = '';
    apply();
    keep();
    controls[0]?.focus();
  });
  form.hidden = false;
  apply();
}

function rowsOf(root: HTMLElement, further: boolean): Row[] {
  return [...root.querySelectorAll<HTMLElement>('.list')].flatMap((list) => {
    const facets = list.dataset['facets']?.split(' ') ?? [];
    return [...list.children].map((row, i) => {
      const [channel, status] = facets[i]?.split('/') ?? [];
      return {
        element: row as HTMLElement,
        text: fold(row.textContent ?? ''),
        facets: { channel, status },
        further,
      };
    });
  });
}

function nextOf(page: ParentNode): string | undefined {
  return page.querySelector<HTMLAnchorElement>('.pager [rel=next]')?.href;
}

/** Without case, accents and the like: `resume` finds `Résumé`. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
