/** What the webhooks of chats take, as far as their documentation says it. */

import { Ajv2020 } from 'ajv/dist/2020.js';

const text = (maxLength?: number) => ({ type: 'string', minLength: 1, ...(maxLength && { maxLength }) });
const address = { type: 'string', pattern: '^https://[^\\s"<>|]+$' };
const exactly = (properties: Record<string, unknown>, optional: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

/** docs.slack.dev: "Sending messages using incoming webhooks", "Section block", "Text object". */
const slack = exactly({
  text: text(3000),
  blocks: {
    type: 'array',
    minItems: 1,
    maxItems: 50,
    items: exactly({
      type: { const: 'section' },
      text: exactly({ type: { const: 'mrkdwn' }, text: text(3000), verbatim: { const: true } }),
    }),
  },
  unfurl_links: { type: 'boolean' },
});

/** discord.com/developers/docs: "Execute Webhook", "Embed Object", "Allowed Mentions Object". */
const discord = exactly({
  content: text(2000),
  embeds: {
    type: 'array',
    minItems: 1,
    maxItems: 10,
    items: exactly({
      title: text(256),
      url: address,
      description: text(4096),
      timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
    }),
  },
  allowed_mentions: exactly({ parse: { type: 'array', maxItems: 0 } }),
});

const richText = exactly({
  type: { const: 'RichTextBlock' },
  inlines: {
    type: 'array',
    minItems: 1,
    items: exactly(
      {
        type: { const: 'TextRun' },
        text: text(),
        weight: { enum: ['Lighter', 'Default', 'Bolder'] },
        size: { enum: ['Small', 'Default', 'Medium', 'Large', 'ExtraLarge'] },
        isSubtle: { type: 'boolean' },
      },
      ['weight', 'size', 'isSubtle'],
    ),
  },
});
const actions = exactly({
  type: { const: 'ActionSet' },
  actions: {
    type: 'array',
    minItems: 1,
    items: exactly({ type: { const: 'Action.OpenUrl' }, title: text(), url: address }),
  },
});

/**
 * learn.microsoft.com: "Create incoming webhooks with Workflows for Microsoft Teams"; adaptivecards.io, "Schema
 * Explorer", of which only what is used is told here.
 */
const teams = exactly({
  type: { const: 'message' },
  attachments: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: exactly({
      contentType: { const: 'application/vnd.microsoft.card.adaptive' },
      contentUrl: { type: 'null' },
      content: exactly({
        $schema: { const: 'http://adaptivecards.io/schemas/adaptive-card.json' },
        type: { const: 'AdaptiveCard' },
        version: { const: '1.4' },
        msteams: exactly({ width: { const: 'Full' } }),
        body: {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [
              richText,
              actions,
              exactly({
                type: { const: 'Container' },
                separator: { type: 'boolean' },
                items: { type: 'array', minItems: 1, items: { anyOf: [richText, actions] } },
              }),
            ],
          },
        },
      }),
    }),
  },
});

const ajv = new Ajv2020({ allErrors: true });
const validators = { slack: ajv.compile(slack), discord: ajv.compile(discord), teams: ajv.compile(teams) };

/** What a chat would refuse in a payload; empty when it takes it. */
export function refusals(chat: keyof typeof validators, payload: unknown): string[] {
  const validate = validators[chat];
  validate(payload);
  const found = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...found, ...overLimits[chat](payload)];
}

/** The limits of a whole message. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are the chats' own, and are judged above.
const overLimits: Record<keyof typeof validators, (payload: any) => string[]> = {
  slack: ({ blocks }) => (JSON.stringify(blocks).length > 12_000 ? ['msg_blocks_too_long'] : []),
  discord: ({ embeds }) => {
    const length = embeds.reduce(
      (sum: number, { title, description }: { title: string; description: string }) =>
        sum + title.length + description.length,
      0,
    );
    return length > 6000 ? [`${length} characters in all embeds`] : [];
  },
  teams: (payload) => {
    const size = Buffer.byteLength(JSON.stringify(payload, null, 2));
    return size > 28 * 1024 ? [`${size} bytes`] : [];
  },
};
