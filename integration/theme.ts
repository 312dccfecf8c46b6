import { posix } from 'node:path';
import type { AstroConfig } from 'astro';

/** What a team may change of the look of the pages. */
export interface Theme {
  /** Name of the team or site, on top of every page. */
  name?: string | undefined;
  /** Path of an image on the site, from the origin on. */
  logo?: string | undefined;
  /** Colour of buttons and links, `#rrggbb`. */
  accent?: string | undefined;
  /** Links at the end of every page. */
  footer?: { text: string; href: string }[] | undefined;
}

type Rgb = [red: number, green: number, blue: number];
type VitePlugin = NonNullable<AstroConfig['vite']['plugins']>[number];

/** The stylesheet that pages import after their own. */
const STYLESHEET = /^virtual:astro-ota\/theme\.css$/;
const RESOLVED = '/@astro-ota/theme.css';

/** The ground of `src/styles/page.css` with an icon’s light on it, and where colours that are too near to it move. */
const SCHEMES = {
  light: { ground: '#ececf2', towards: [0, 0, 0] as Rgb },
  dark: { ground: '#26262d', towards: [255, 255, 255] as Rgb },
};

/** Least contrast of text, WCAG 2.2, criterion 1.4.3. */
const CONTRAST = 4.5;

/** The theme with its logo below the site's base. */
export function themeBelow(base: string, theme: Theme): Theme {
  return theme.logo ? { ...theme, logo: posix.join('/', base, theme.logo) } : theme;
}

/** Gives the pages the team's colours; as a part of the bundle, so that a content security policy covers it. */
export function themeStylesheet({ accent }: Theme): VitePlugin {
  return {
    name: 'astro-ota:theme',
    // The filters spare the bundler to ask for every other module.
    resolveId: { filter: { id: STYLESHEET }, handler: () => RESOLVED },
    load: { filter: { id: new RegExp(`^${RESOLVED}$`) }, handler: () => accentRules(accent) },
  };
}

/** CSS that sets the accent in both schemes; nothing without one. */
export function accentRules(accent: string | undefined): string {
  if (!accent) return '';
  const rule = (scheme: keyof typeof SCHEMES) => `:root:root { --accent: ${readable(accent, scheme)}; }`;
  return `${rule('light')}\n@media screen and (prefers-color-scheme: dark) { ${rule('dark')} }\n`;
}

/**
 * The colour itself where text in it can be read in that scheme, else the nearest one that can: darker on
 * light ground, lighter on dark ground. `#rrggbb` in and out.
 */
export function readable(color: string, scheme: keyof typeof SCHEMES): string {
  const { ground, towards } = SCHEMES[scheme];
  const [from, below] = [parse(color), parse(ground)];
  for (let percent = 0; percent < 100; percent++) {
    const mixed = from.map((value, i) => Math.round(value + (((towards[i] ?? 0) - value) * percent) / 100));
    if (contrast(mixed as Rgb, below) >= CONTRAST) return format(mixed as Rgb);
  }
  return format(towards);
}

function parse(color: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Rgb;
}

function format(color: Rgb): string {
  return `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Contrast ratio as WCAG 2.2 defines it. */
function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
