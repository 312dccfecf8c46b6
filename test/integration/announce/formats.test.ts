import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import MarkdownIt from 'markdown-it';
import type {
  AnnouncedPackage,
  AnnouncedRelease,
  Announcement,
} from '../../../integration/announce/announcement.ts';
import { excerpt } from '../../../integration/announce/excerpt.ts';
import { escapeDiscord } from '../../../integration/announce/formats/discord.ts';
import { escapeMarkdown } from '../../../integration/announce/formats/markdown.ts';
import { escapeSlack } from '../../../integration/announce/formats/slack.ts';
import { type Format, formatOfHost, render } from '../../../integration/announce/formats.ts';
import { refusals } from '../../support/webhooks.ts';

const page = 'https://ota.example.com/com.example.orbit/1.5.0-151-0123abcd/';
const orbit: AnnouncedRelease = {
  id: '1.5.0-151-0123abcd',
  bundleId: 'com.example.orbit',
  name: 'Orbit',
  version: '1.5.0',
  build: '151',
  channel: 'beta',
  date: '2026-10-05T00:00:00Z',
  status: 'installable',
  stores: {},
  expires: '2027-09-14T09:00:00Z',
  minimumOSVersion: '17.0',
  page,
  notes: excerpt('# Second beta\n\n- Showers & *comets*.\n- Shared as `.ics`.\n\nThank you.'),
};
const orbitForMac: AnnouncedPackage = {
  id: '2.0-4567cdef',
  identifier: 'com.example.orbit.mac',
  name: 'Orbit',
  version: '2.0',
  channel: 'default',
  date: '2026-10-06T00:00:00Z',
  status: 'installable',
  expires: '2031-02-01T12:00:00Z',
  minimumOSVersion: '13.0',
  page: 'https://ota.example.com/com.example.orbit.mac/',
  notes: [],
};
const announce = (...releases: AnnouncedRelease[]): Announcement => ({
  page: 'https://ota.example.com/',
  releases,
  packages: [],
});
const payload = (announcement: Announcement, format: Format) => JSON.parse(render(announcement, format));
const FACTS = 'Channel beta · can be installed until 2027-09-14 · iOS 17.0 or later';

describe('an announcement', () => {
  it('reads so in Markdown', () => {
    assert.equal(
      render(announce(orbit), 'markdown'),
      `### 1 new build

**[Orbit 1.5.0 (151)](<${page}>)**\\
${FACTS}

> Second beta
>
> - Showers \\& comets.
> - Shared as .ics.
>
> Thank you.
`,
    );
  });

  it('reads so in Slack', () => {
    const { text, blocks } = payload(announce(orbit), 'slack');
    assert.equal(text, '1 new build: Orbit 1.5.0 (151)');
    assert.deepEqual(
      blocks.map((block: { text: { text: string } }) => block.text.text),
      [
        '*1 new build*',
        `*<${page}|Orbit 1.5.0 (151)>*\n${FACTS}\nSecond beta\n• Showers &amp; comets.\n• Shared as .ics.\nThank you.`,
      ],
    );
  });

  it('reads so in Discord', () => {
    const { content, embeds } = payload(announce(orbit), 'discord');
    assert.equal(content, '**1 new build**');
    assert.deepEqual(embeds, [
      {
        title: 'Orbit 1.5.0 \\(151\\)',
        url: page,
        description: `${FACTS}\nSecond beta\n• Showers & comets.\n• Shared as .ics.\nThank you.`,
        timestamp: '2026-10-05T00:00:00Z',
      },
    ]);
  });

  it('reads so in Teams', () => {
    const [heading, container] = payload(announce(orbit), 'teams').attachments[0].content.body;
    const words = ({ inlines }: { inlines: { text: string }[] }) => inlines.map(({ text }) => text).join('');
    assert.equal(words(heading), '1 new build');
    const link = container.items.pop();
    assert.deepEqual(container.items.map(words), [
      'Orbit 1.5.0 (151)',
      FACTS,
      'Second beta',
      '• Showers & comets.',
      '• Shared as .ics.',
      'Thank you.',
    ]);
    assert.deepEqual(link.actions, [{ type: 'Action.OpenUrl', title: 'Open its page', url: page }]);
  });

  it('has every field for programs in JSON', () => {
    const { notes, ...facts } = orbit;
    assert.deepEqual(payload(announce(orbit), 'json'), {
      schema: 1,
      page: 'https://ota.example.com/',
      releases: [{ ...facts, notes: 'Second beta\n- Showers & comets.\n- Shared as .ics.\nThank you.' }],
      packages: [],
    });
    assert.equal(payload(announce({ ...orbit, notes: [] }), 'json').releases[0].notes, null);
  });

  const statuses: [Partial<AnnouncedRelease>, string][] = [
    [{ expires: null }, 'Channel beta · can be installed · iOS 17.0 or later'],
    [{ status: 'expired' }, 'Channel beta · expired on 2027-09-14 · iOS 17.0 or later'],
    [{ status: 'archived', minimumOSVersion: null }, 'Channel beta · archived'],
    [{ status: 'blocked' }, 'Channel beta · cannot be installed · iOS 17.0 or later'],
    [
      { status: 'blocked', stores: { appStore: 'https://apps.apple.com/app/id1' } },
      'Channel beta · in the App Store · iOS 17.0 or later',
    ],
    [
      {
        status: 'blocked',
        stores: {
          appStore: 'https://apps.apple.com/app/id1',
          testFlight: 'https://testflight.apple.com/join/A',
        },
      },
      'Channel beta · in TestFlight · iOS 17.0 or later',
    ],
  ];
  for (const [change, words] of statuses) {
    it(`says "${words}"`, () => {
      assert(render(announce({ ...orbit, ...change }), 'markdown').includes(`\n${words}\n`));
    });
  }

  it('tells of macOS packages after iOS builds', () => {
    const both = { ...announce(orbit), packages: [orbitForMac] };
    const text = render({ ...both, releases: [{ ...orbit, notes: [] }] }, 'markdown');
    assert.equal(
      text,
      `### 2 new builds

**[Orbit 1.5.0 (151)](<${page}>)**\\
${FACTS}

**[Orbit 2.0 (macOS)](<${orbitForMac.page}>)**\\
Channel default · can be installed until 2031-02-01 · macOS 13.0 or later
`,
    );
    assert.equal(payload(both, 'slack').text, '2 new builds: Orbit 1.5.0 (151), Orbit 2.0 (macOS)');
    assert.deepEqual(payload(both, 'json').packages, [{ ...orbitForMac, notes: null }]);
    for (const chat of ['slack', 'teams', 'discord'] as const) {
      const message = payload(both, chat);
      assert.deepEqual(refusals(chat, message), []);
      assert(JSON.stringify(message).includes(orbitForMac.page), chat);
    }
  });

  it('says a version once that is its own build number', () => {
    assert(render(announce({ ...orbit, build: '1.5.0' }), 'markdown').includes('[Orbit 1.5.0](<'));
  });
});

const HOSTILE =
  '&<>"\'`*_~|[](){}\\#!-+=.@ <!channel> <@U123> @everyone <#C1|x> </script> https://evil.example $x$ {{DATE(2026,SHORT)}} ';
const hostile: AnnouncedRelease = {
  ...orbit,
  name: HOSTILE.repeat(2).slice(0, 255),
  version: '&'.repeat(255),
  build: '<'.repeat(255),
  minimumOSVersion: '>'.repeat(255),
  channel: 'x'.repeat(63),
  page: `https://ota.example.com/${'x'.repeat(255)}/${'y'.repeat(130)}/`,
  notes: excerpt(Array.from({ length: 40 }, () => `- ${HOSTILE.repeat(20)}`).join('\n')),
};
const ampersands = {
  ...hostile,
  notes: excerpt(Array.from({ length: 40 }, () => '&'.repeat(500)).join('\n\n')),
};
const crowds: [string, AnnouncedRelease[]][] = [
  ['one release', [orbit]],
  ['one hostile release', [hostile]],
  ['one release all of ampersands', [ampersands]],
  ['a hundred releases', Array.from({ length: 100 }, () => orbit)],
  ['a hundred hostile releases', Array.from({ length: 100 }, () => hostile)],
  ['a thousand releases without notes', Array.from({ length: 1000 }, () => ({ ...orbit, notes: [] }))],
];

describe('what is posted', () => {
  for (const chat of ['slack', 'teams', 'discord'] as const) {
    for (const [title, releases] of crowds) {
      it(`has the shape and the size that ${chat} takes, with ${title}`, () => {
        assert.deepEqual(refusals(chat, payload(announce(...releases), chat)), []);
      });
    }

    it(`says to ${chat} how many releases there was no room for, and where they are`, () => {
      const message = payload(announce(...Array.from({ length: 100 }, () => orbit)), chat);
      const shown = {
        slack: () => message.blocks.length - 2,
        teams: () => message.attachments[0].content.body.length - 2,
        discord: () => message.embeds.length,
      }[chat]();
      assert(shown > 5 && shown < 100);
      const text = JSON.stringify(message);
      assert(text.includes(`… and ${100 - shown} more`), text.slice(-300));
      assert(text.includes('https://ota.example.com/'));
      assert(text.includes('100 new builds'));
    });
  }

  it('is refused by the checks of this test when it is not right', () => {
    const good = payload(announce(orbit), 'slack');
    assert.deepEqual(refusals('slack', { ...good, text: '' }).length, 1);
    good.blocks[1].text.text = 'x'.repeat(3001);
    assert.deepEqual(refusals('slack', good).length, 1);
  });

  it('stays below what GitHub takes, however much there is', () => {
    const text = render(announce(...Array.from({ length: 1000 }, () => hostile)), 'markdown');
    assert(text.length <= 65_536);
    assert.match(text, /\[… and \d+ more\]\(<https:\/\/ota\.example\.com\/>\)\n$/);
  });

  it('calls nobody in Slack', () => {
    const text = JSON.stringify(payload(announce(hostile), 'slack'));
    assert.doesNotMatch(text, /<[!@#]/);
    assert.equal(escapeSlack('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('calls nobody in Discord', () => {
    const { allowed_mentions, embeds } = payload(announce(hostile), 'discord');
    assert.deepEqual(allowed_mentions, { parse: [] });
    assert.doesNotMatch(JSON.stringify(embeds), /[^\\][<@]/);
    assert.equal(escapeDiscord('- **@everyone** <@1> 1. x'), '\\- \\*\\*\\@everyone\\*\\* \\<\\@1\\> 1. x');
    assert.equal(escapeDiscord('1. x'), '1\\. x');
  });

  it('calls nobody on GitHub and refers to no issue', () => {
    const text = render(announce(hostile), 'markdown');
    assert.doesNotMatch(text, /@\w/);
    assert.equal(escapeMarkdown('@acme/team #12 GH-3'), '@\u200Bacme/team \\#\u200B12 GH-\u200B3');
  });
});

describe('text in Markdown', () => {
  const markdown = new MarkdownIt({ html: true });
  const texts = [
    HOSTILE,
    '# heading',
    '1. item',
    '1) item',
    '- item',
    '+ item',
    '===',
    '---',
    '> quote',
    '[a](https://evil.example)',
    '![a](https://evil.example/x.png)',
    '<img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    'a\\',
    '`code`',
    '~~~',
    '| a | b |',
    '$x$',
  ];
  for (const text of texts) {
    it(`is shown as it is: ${text.trim()}`, () => {
      const html = markdown.render(`> ${escapeMarkdown(text)}`);
      const shown = html
        .replace(/^<blockquote>\n<p>|<\/p>\n<\/blockquote>\n$/g, '')
        .replaceAll('\u200B', '')
        .replace(
          /&(lt|gt|quot|amp);/g,
          (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '',
        );
      assert.equal(shown, text.trim());
    });
  }
});

describe('the excerpt of notes', () => {
  const cases: [string, string, string[]][] = [
    ['nothing of no notes', '', []],
    ['paragraphs as lines', 'One\ntwo.\n\nThree.', ['One two.', 'Three.']],
    ['items of lists, however deep', '- a\n  - b\n\n1. c', ['• a', '• b', '• c']],
    ['the words of links and images', '[a](https://x.example) ![b](c.png)', ['a b']],
    ['HTML as text', '<b>x</b>', ['<b>x</b>']],
    ['code line by line', '```\na\nb\n```', ['a', 'b']],
    ['no control characters', 'a\u001B[31mb\u202Ec', ['a [31mb c']],
    ['eight lines at most', 'a\n\n'.repeat(9), [...Array(7).fill('a'), '…']],
  ];
  for (const [title, source, lines] of cases) {
    it(`has ${title}`, () => {
      assert.deepEqual(
        excerpt(source).map(({ text, item }) => `${item ? '• ' : ''}${text}`),
        lines,
      );
    });
  }

  it('has lines of 200 characters at most', () => {
    const [line] = excerpt('x'.repeat(500));
    assert.equal(line?.text.length, 200);
    assert.match(line?.text ?? '', /…$/);
  });
});

describe('the format of a host', () => {
  const hosts: [string, Format | undefined][] = [
    ['hooks.slack.com', 'slack'],
    ['hooks.slack-gov.com', 'slack'],
    ['discord.com', 'discord'],
    ['ptb.discord.com', 'discord'],
    ['discordapp.com', 'discord'],
    ['prod-12.westeurope.logic.azure.com', 'teams'],
    ['default0123.45.environment.api.powerplatform.com', 'teams'],
    ['acme.webhook.office.com', 'teams'],
    ['notslack.com', undefined],
    ['hooks.slack.com.evil.example', undefined],
    ['chat.example.com', undefined],
  ];
  for (const [host, format] of hosts) {
    it(`of ${host} is ${format ?? 'not known'}`, () => assert.equal(formatOfHost(host), format));
  }
});
