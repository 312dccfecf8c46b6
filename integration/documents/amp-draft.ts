import { Parser } from 'htmlparser2';
import { type AmpDraft, type Edit, type StyleSource, VIEWPORT } from './amp.ts';

/** Bytes that a style attribute may have. */
const STYLE_ATTRIBUTE_LIMIT = 1000;

/** Marks an element that does nothing without scripts. */
const SCRIPT_ONLY = 'data-script-only';

const names = (list: string) => new Set(list.split(' '));
// A page can have an element or attribute of any name, `constructor` too.
const byName = (sets: Record<string, Set<string>>) => new Map(Object.entries(sets));

/** What means nothing without scripts or forms, or what AMP has elements of its own for: goes with its content. */
const DROPPED = names(
  'script style template noscript form input button select textarea label datalist output dialog iframe frame frameset video audio source track object embed param applet canvas map area portal math base',
);

/** Elements that AMP allows; of any other the content stays. */
const ALLOWED = names(
  'html head title meta link body a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del details dfn div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd legend li main mark meter nav nobr ol p pre progress q rb rp rt rtc ruby s samp section slot small span strike strong sub summary sup svg table tbody td tfoot th thead time tr tt u ul var wbr',
);

/** Elements that AMP allows in drawings, as the parser writes them; any other goes with its content. */
const DRAWING = names(
  'circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g glyph glyphRef hkern image line linearGradient marker mask metadata path pattern polygon polyline radialGradient rect solidColor stop switch symbol text textPath title tref tspan use view vkern',
);

/** Attributes in drawings: none of editors and frameworks, whose names have prefixes and signs. */
const DRAWING_ATTRIBUTE = /^(?:(?!on)[\w.-]+|xlink:\w+|xmlns:xlink|xml:(?:lang|space))$/;

/** Attributes that AMP allows on every element; beside them any `data-` and `aria-`. */
const GLOBAL_ATTRIBUTES = names(
  'id class style title lang dir role tabindex hidden translate accesskey draggable slot itemscope itemtype itemprop itemid itemref about content datatype inlist prefix property rel resource rev typeof vocab',
);

/** Those that it allows on some. */
const OWN_ATTRIBUTES = byName({
  a: names('href target download hreflang media name referrerpolicy'),
  img: names(
    'src srcset sizes width height alt loading decoding fetchpriority crossorigin referrerpolicy ismap border align',
  ),
  link: names('href type sizes hreflang media color crossorigin'),
  meta: names('name'),
  script: names('type'),
  details: names('open'),
  ol: names('start reversed type'),
  li: names('value'),
  table: names('border cellpadding cellspacing align width'),
  td: names('colspan rowspan headers align valign'),
  th: names('colspan rowspan headers scope abbr align valign'),
  col: names('span'),
  colgroup: names('span'),
  time: names('datetime'),
  del: names('cite datetime'),
  ins: names('cite datetime'),
  blockquote: names('cite'),
  q: names('cite'),
  data: names('value'),
  meter: names('value min max low high optimum'),
  progress: names('value max'),
});

const PROTOCOLS = names('http https itms-services mailto tel sms webcal feed geo maps facetime');
/** Attributes of which AMP knows these values alone. */
const VALUES = byName({
  target: names('_blank _self _top'),
  hidden: new Set(['', 'hidden']),
  crossorigin: names('anonymous use-credentials'),
});
const LINK_RELATIONS = names(
  'icon shortcut apple-touch-icon apple-touch-icon-precomposed mask-icon alternate manifest author license me next prev search',
);

type Attributes = Record<string, string>;

/**
 * Reads a rendered page for what stands against its being an AMP page: scripts, forms and whatever else needs
 * them, and its styles.
 * Source: "AMP HTML Specification" of amp.dev, and the AMP validator.
 */
export function readAmpDraft(html: string): AmpDraft {
  const styles: StyleSource[] = [];
  const edits: Edit[] = [];
  let doctypeEnd = 0;
  let headStart: number | null = null;
  let hasViewport = false;
  let element = '';
  /** Attributes of the tag that is being read which cannot stay. */
  let forbidden: Edit[] = [];
  let svgs = 0;
  /** How many elements are open from the one on that is taken away; 0 outside of such. */
  let depth = 0;
  let dropStart = 0;
  let style: { css: string; media?: string } | undefined;

  const cut = (start: number, end: number) => edits.push({ start, end, text: '' });
  const isUnwrapped = (name: string) => !svgs && !ALLOWED.has(name) && !DROPPED.has(name);
  const parser: Parser = new Parser({
    onprocessinginstruction(name) {
      if (name === '!doctype') doctypeEnd = parser.endIndex + 1;
    },
    onopentagname(name) {
      element = name;
      forbidden = [];
    },
    onattribute(name, value) {
      if (depth || allowsAttribute(element, name, value, svgs > 0 || element === 'svg')) return;
      let start = parser.startIndex;
      while (/\s/.test(html.charAt(start - 1))) start--;
      forbidden.push({ start, end: parser.endIndex, text: '' });
    },
    onopentag(name, attributes) {
      const { startIndex, endIndex } = parser;
      if (depth) {
        depth++;
        return;
      }
      const media = attributes['media'];
      if (name === 'style') {
        style = { css: '', ...(media && { media }) };
        styles.push(style);
      }
      const { href } = attributes;
      if (name === 'link' && href && /\bstylesheet\b/i.test(attributes['rel'] ?? '')) {
        styles.push({ href, ...(media && { media }) });
      }
      if (isDropped(name, attributes, svgs > 0)) {
        depth = 1;
        dropStart = startIndex;
        return;
      }
      if (isUnwrapped(name)) {
        cut(startIndex, endIndex + 1);
        return;
      }
      if (name === 'svg') svgs++;
      if (name === 'meta' && isNamed(attributes, 'viewport')) hasViewport = true;
      if (name === 'html') {
        const end = startIndex + '<html'.length;
        edits.push({ start: end, end, text: ' amp' });
      }
      if (name === 'html' || name === 'head') headStart = endIndex + 1;
      edits.push(...forbidden);
    },
    ontext(text) {
      if (style) style.css += text;
    },
    onclosetag(name, implied) {
      const { startIndex, endIndex } = parser;
      if (depth) {
        if (--depth) return;
        style = undefined;
        // Closed by its own tag, also if that is the one which opened it; or else by what follows.
        cut(dropStart, !implied || startIndex === dropStart ? endIndex + 1 : startIndex);
        return;
      }
      if (name === 'svg') svgs--;
      else if (!implied && isUnwrapped(name)) cut(startIndex, endIndex + 1);
    },
  });
  parser.end(html);
  return { edits, styles, doctypeEnd, headStart: headStart as number | null, hasViewport };
}

function isDropped(name: string, attributes: Attributes, inSvg: boolean): boolean {
  if (SCRIPT_ONLY in attributes) return true;
  switch (name) {
    case 'script':
      return attributes['type'] !== 'application/ld+json';
    case 'a':
      return !isReachable(attributes['href'] ?? '');
    case 'link':
      return !(attributes['rel'] ?? '')
        .toLowerCase()
        .split(/\s+/)
        .every((each) => LINK_RELATIONS.has(each));
    case 'meta':
      if ('http-equiv' in attributes || 'charset' in attributes) return true;
      return isNamed(attributes, 'viewport') && !attributes['content']?.includes(VIEWPORT);
    default:
      return DROPPED.has(name) || (inSvg && !DRAWING.has(name) && !ALLOWED.has(name));
  }
}

function isNamed(attributes: Attributes, name: string): boolean {
  return attributes['name']?.toLowerCase() === name;
}

/**
 * Whether AMP has a link lead there; the schemes of other apps and of scripts are none of those. AMP takes all that
 * is before the first colon for a scheme, also what a browser reads otherwise or not as one.
 */
function isReachable(href: string): boolean {
  const protocol = /^[\0-\x20]*([^:/?#]+):/.exec(href)?.[1];
  return !protocol || PROTOCOLS.has(protocol.toLowerCase());
}

function allowsAttribute(element: string, name: string, value: string, inSvg: boolean): boolean {
  if (name === 'style')
    return !/!\s*important/i.test(value) && Buffer.byteLength(value) <= STYLE_ATTRIBUTE_LIMIT;
  if (VALUES.get(name)?.has(value) === false) return false;
  if (/^(data|aria)-[\w.-]+$/.test(name) || GLOBAL_ATTRIBUTES.has(name)) return true;
  if (inSvg && element !== 'a') return DRAWING_ATTRIBUTE.test(name);
  return OWN_ATTRIBUTES.get(element)?.has(name) ?? false;
}
