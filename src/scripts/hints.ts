/** What a browser says of itself; `navigator` is one. */
export interface Browser {
  userAgent: string;
  /** An iPad that says it is a Mac has some, a Mac has none. */
  maxTouchPoints: number;
  /** Whether the page was opened from the Home Screen, as an app of its own. Safari's alone. */
  standalone?: boolean;
}

/** What a build needs. */
export interface Needs {
  /** Minimum iOS version, such as `15.0`. */
  minimum?: string | undefined;
  /** `iphone`, `ipad` or both, with a space between them. */
  devices?: string | undefined;
}

/** Something that may stand in the way of an install. */
export type Hint = 'in-app' | 'desktop' | 'android' | 'framed' | 'old-system' | 'ipad-only';

// Apps that may add "Safari" to what their browsers say, and the three that Zealot and iOS9AdaptationTips name as
// ignoring install links: WeChat, QQ and DingTalk. Of the others nobody has written down what they do.
const IN_APP = /MicroMessenger|QQ\/|Ding|FBA[NV]|Instagram|Line\/|Snap|baidu|Twitter|GSA\/|NAVER/;

/**
 * What may stand in the way of an install here, by what the browser says of itself. Never more than a guess.
 *
 * @param framed whether the page is shown inside another page
 */
export function hintsFor(
  { userAgent, maxTouchPoints, standalone }: Browser,
  framed: boolean,
  { minimum, devices }: Needs,
): Hint[] {
  const hints: Hint[] = [];
  const says = (pattern: RegExp) => pattern.test(userAgent);
  const phone = says(/iPhone|iPod/);
  const mac = says(/Macintosh/);
  const apple = phone || says(/iPad/) || (mac && maxTouchPoints > 1);
  if (says(/Android|Harmony/)) hints.push('android');
  else if (!apple && (mac || says(/Windows|X11/))) hints.push('desktop');
  // The web views of all other apps, such as TikTok, LinkedIn, Slack and Weibo, do not say that they are Safari.
  else if (says(IN_APP) || (apple && !standalone && !says(/Safari\//))) hints.push('in-app');
  if (framed) hints.push('framed');
  if (minimum && isOlder(systemOf(userAgent), minimum)) hints.push('old-system');
  if (devices === 'ipad' && phone) hints.push('ipad-only');
  return hints;
}

/**
 * The version of iOS; undefined where it is not told. From iOS 26 on Safari says 18.6 or 18.7 in its place, and the
 * true one as its own version (webkit.org, "WebKit Features in Safari 26.0"); other browsers have a version of
 * their own there. An iPad that says it is a Mac tells nothing.
 */
function systemOf(userAgent: string): string | undefined {
  const system = /OS (\d+_\w+) like/.exec(userAgent)?.[1];
  return /^18_[67]/.test(`${system}`)
    ? /Version\/(\S+) Mobile\/\w+ Safari\/\S+$/.exec(userAgent)?.[1]
    : system?.replaceAll('_', '.');
}

function isOlder(version: string | undefined, minimum: string): boolean {
  // 15.0 asks for no more than 15 does.
  const least = minimum.replace(/(\.0)+$/, '');
  return version?.localeCompare(least, 'en', { numeric: true }) === -1;
}
