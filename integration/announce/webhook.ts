import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { cleanText } from '../ipa/text.ts';

/** The environment variable that holds a webhook's address. It is a secret, and no flag: those end in logs. */
export const WEBHOOK_VARIABLE = 'ASTRO_OTA_WEBHOOK';

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 2_000;
/** The longest that is waited for a host that asks for patience. */
const LONGEST_PAUSE_MS = 30_000;
const SHOWN_OF_ANSWER = 200;

/** Reads a webhook's address out of the environment. Throws a `Failure` when it cannot be posted to. */
export function readWebhook(environment: NodeJS.ProcessEnv = process.env): URL {
  const address = environment[WEBHOOK_VARIABLE]?.trim();
  if (!address) {
    throw new Failure(
      `There is no webhook to post to: the environment variable ${WEBHOOK_VARIABLE} is not set.`,
      'Set it to the address that Slack, Teams or Discord gave you; on GitHub Actions out of a secret.',
    );
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'https:') {
    throw new Failure(
      `What ${WEBHOOK_VARIABLE} holds is no address that begins with https://.`,
      'Copy the whole address of the webhook, and nothing else, into it.',
    );
  }
  return url;
}

/**
 * Posts JSON to a webhook, once more when its host is busy or in trouble.
 * Throws a `Failure` when that does not work; the address, which is a secret, is in no message.
 */
export async function post(webhook: URL, body: string): Promise<void> {
  let answer = await send(webhook, body);
  if (answer.status === 429 || answer.status >= 500) {
    await answer.body?.cancel();
    await wait(pauseFor(answer.headers.get('retry-after'), new Date()));
    answer = await send(webhook, body);
  }
  if (answer.ok) return;
  throw new Failure(
    `The webhook answered with ${answer.status}${await wordsOf(answer, webhook)}.`,
    adviceFor(answer.status),
  );
}

async function send(webhook: URL, body: string): Promise<Response> {
  try {
    return await fetch(webhook, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      // Whatever it leads to, it is not what the secret was given to.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Failure(
      `The webhook could not be reached: ${reasonOf(error)}.`,
      `See that ${WEBHOOK_VARIABLE} holds the right address, and that this machine may reach it.`,
    );
  }
}

// Messages of the network may hold the address, its codes never do.
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} seconds`;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : 'the network failed';
}

/**
 * How long to wait before another try, in milliseconds, by the value of `Retry-After`: seconds, or a date.
 * Source: RFC 9110, 10.2.3.
 */
export function pauseFor(retryAfter: string | null, now: Date): number {
  const value = retryAfter?.trim() ?? '';
  const asked = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(asked) ? PAUSE_MS : Math.min(Math.max(asked, 0), LONGEST_PAUSE_MS);
}

/** What the host says beside its status, if it can be shown. */
async function wordsOf(answer: Response, webhook: URL): Promise<string> {
  const text = await answer.text().catch(() => '');
  // The last parts of the path, and the query, are what makes the address a secret.
  const secrets = [webhook.href, webhook.search, ...webhook.pathname.split('/')].filter(
    (part) => part.length >= 6,
  );
  const safe = secrets.reduce((words, secret) => words.replaceAll(secret, '***'), text);
  const words = /^\s*</.test(safe) ? null : cleanText(safe, SHOWN_OF_ANSWER);
  return words ? `: ${words}` : '';
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403 || status === 404 || status === 410) {
    return `It may have been removed: make a new one, and put its address into ${WEBHOOK_VARIABLE}.`;
  }
  if (status === 429 || status >= 500) return 'Its host is busy or in trouble: try again later.';
  return 'See that --format is the one that this webhook takes.';
}
