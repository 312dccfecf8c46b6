import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ICAL from 'ical.js';
import { type CatalogRecipe, catalogOf, createBuilds, documentOf } from '../../support/catalog.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';

/** A build of Orbit whose profile and certificate end on these days. */
const build = (version: string, profile: string, certificate: string, more: IpaRecipe = {}) =>
  buildIpa({
    version,
    build: version,
    ...more,
    signing: {
      profile: { expires: new Date(profile) },
      certificate: { notAfter: new Date(certificate) },
      ...more.signing,
    },
  });

const calendar = async (files: Record<string, string | Uint8Array>, recipe?: CatalogRecipe) =>
  documentOf(await catalogOf(files, recipe), 'expiry.ics');

function read(text: string) {
  const component = new ICAL.Component(ICAL.parse(text));
  const events = component.getAllSubcomponents('vevent').map((event) => {
    const value = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
    return {
      uid: value('uid'),
      stamp: value('dtstamp'),
      start: value('dtstart'),
      end: value('dtend'),
      allDay: (event.getFirstPropertyValue('dtstart') as ICAL.Time).isDate,
      summary: value('summary'),
      description: value('description'),
      url: value('url'),
      alarms: event
        .getAllSubcomponents('valarm')
        .map((alarm) => [
          alarm.getFirstPropertyValue('action'),
          String(alarm.getFirstPropertyValue('trigger')),
        ]),
    };
  });
  return { component, events };
}

describe('expiry.ics', () => {
  it('has an event for the profile and one for the certificate, all day, with reminders', async () => {
    const { component, events } = read(
      await calendar({ 'A.ipa': build('1.0', '2027-03-01T10:20:30Z', '2028-01-05') }),
    );
    assert.equal(component.getFirstPropertyValue('version'), '2.0');
    assert.match(String(component.getFirstPropertyValue('prodid')), /astro-ota/);
    assert.deepEqual(
      events.map(({ start, end, allDay, summary }) => ({ start, end, allDay, summary })),
      [
        {
          start: '2027-03-01',
          end: '2027-03-02',
          allDay: true,
          summary: 'The provisioning profile "com.example.orbit Ad Hoc" expires',
        },
        {
          start: '2028-01-05',
          end: '2028-01-06',
          allDay: true,
          summary: 'The signing certificate "Apple Distribution" of Example Inc. expires',
        },
      ],
    );
    const [first] = events;
    assert.deepEqual(first?.alarms, [
      ['DISPLAY', '-P30D'],
      ['DISPLAY', '-P7D'],
    ]);
    assert.match(first?.description ?? '', /^It ends on 2027-03-01 at 10:20 UTC\. Renew the profile/);
  });

  it('has one event for a profile that several releases share, and lists them, newest first', async () => {
    const { events } = read(
      await calendar({
        'A.ipa': build('1.0', '2027-03-01', '2028-01-05'),
        'A.md': '---\ndate: 2026-01-01\n---\n',
        'B.ipa': build('1.1', '2027-03-01', '2028-01-05'),
        'B.md': '---\ndate: 2026-02-01\n---\n',
      }),
    );
    assert.equal(events.length, 2);
    for (const { description } of events) {
      assert.match(
        description,
        /\n\nOrbit 1\.1: https:\/\/ota\.example\.com\/com\.example\.orbit\/1\.1-1\.1-[0-9a-f]{8}\/\nOrbit 1\.0: https/,
      );
    }
  });

  it('names twenty releases and counts the others', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 23 }, (_, i) => [`${i}.ipa`, build(`1.${i}`, '2027-03-01', '2028-01-05')]),
    );
    const [first] = read(await calendar(files)).events;
    assert.equal(first?.description.match(/https:/g)?.length, 20);
    assert.match(first?.description ?? '', /\nand 3 more$/);
  });

  it('has events for extensions too', async () => {
    const { events } = read(
      await calendar({
        'A.ipa': build('1.0', '2027-03-01', '2028-01-05', {
          nested: [{ kind: 'app-extension', signing: { profile: { expires: new Date('2027-02-01') } } }],
        }),
      }),
    );
    assert.deepEqual(
      events.map(({ start, summary }) => [start, /"(.+)"/.exec(summary)?.[1]]),
      [
        ['2027-02-01', 'com.example.orbit.notification-service Ad Hoc'],
        ['2027-03-01', 'com.example.orbit Ad Hoc'],
        ['2028-01-05', 'Apple Distribution'],
      ],
    );
  });

  it('has one event for the certificate of macOS packages, with the page that shows them', async () => {
    const notAfter = new Date('2027-05-06T07:08:09Z');
    const { events } = read(
      await calendar({
        'A.pkg': buildPkg({ version: '1.0', signing: { notAfter } }),
        'B.pkg': buildPkg({ version: '0.9', signing: { notAfter: new Date('2020-05-06') } }),
        'C.pkg': buildPkg({ version: '0.8', signing: null }),
      }),
    );
    const [event, ...more] = events;
    assert.deepEqual(more, []);
    assert.equal(event?.summary, 'The signing certificate "Developer ID Installer" of Example Inc. expires');
    assert.equal(event?.start, '2027-05-06');
    assert.match(event?.description ?? '', /sign these packages again/);
    assert.match(
      event?.description ?? '',
      /Orbit 1\.0 \(macOS\): https:\/\/ota\.example\.com\/com\.example\.orbit\.mac\/\n/,
    );
    assert.doesNotMatch(event?.description ?? '', /0\.9|0\.8/);
  });

  it('leaves out what has expired, what never could be installed, and what does not end', async () => {
    const rules = { 'profile-expired': 'warning' } as const;
    const files = {
      // Expired as a whole: that its certificate goes on helps nobody.
      'Expired.ipa': build('1.0', '2026-03-01', '2028-01-05'),
      'Store.ipa': build('1.1', '2027-03-01', '2028-01-06', { signing: { kind: 'app-store' } }),
      'Endless.ipa': build('1.2', '9999-12-31T23:59:59Z', '2028-01-07', {
        identifier: 'com.example.endless',
      }),
    };
    const starts = (text: string) => read(text).events.map(({ start }) => start);
    assert.deepEqual(starts(await calendar(files)), ['2028-01-07']);
    assert.deepEqual(starts(await calendar(files, { rules })), ['2028-01-05', '2028-01-07']);
  });

  it('says nothing of people: a developer’s certificate bears a name', async () => {
    const text = await calendar({
      'A.ipa': build('1.0', '2027-03-01', '2028-01-05', {
        signing: { kind: 'development', certificate: { commonName: 'Apple Development: Jo Doe (ABC)' } },
      }),
    });
    assert.doesNotMatch(text.replaceAll('\r\n ', ''), /Jo Doe/);
    assert.match(text.replaceAll('\r\n ', ''), /certificate "Apple Development" of Example Inc\./);
  });

  it('keeps UID and DTSTAMP from day to day, and renews the stamp when a release joins', async () => {
    const folder = await createBuilds({ 'A.ipa': build('1.0', '2027-03-01', '2028-01-05') });
    const on = async (now: string) => documentOf((await folder.read({ now })).catalog, 'expiry.ics');
    const before = await on('2026-06-01T00:00:00Z');
    assert.equal(await on('2026-09-09T09:09:09Z'), before);
    await folder.write({
      'B.ipa': build('1.1', '2027-03-01', '2028-01-05'),
      'B.md': '---\ndate: 2026-09-10\n---\n',
    });
    const after = read(await on('2026-09-11T00:00:00Z')).events;
    await folder.remove();
    assert.deepEqual(
      after.map(({ uid }) => uid),
      read(before).events.map(({ uid }) => uid),
    );
    assert.deepEqual(
      read(before).events.map(({ stamp }) => stamp),
      ['2026-01-15T10:00:00Z', '2026-01-15T10:00:00Z'],
    );
    assert.deepEqual(
      after.map(({ stamp }) => stamp),
      ['2026-09-10T00:00:00Z', '2026-09-10T00:00:00Z'],
    );
  });

  it('is a calendar that parsers take while nothing will expire', async () => {
    const { component, events } = read(await calendar({}));
    assert.deepEqual(events, []);
    assert.equal(component.getAllSubcomponents().length, 1);
  });

  it('cannot be broken by the names in a build', async () => {
    const name = 'A\\, B; C: "D" – 日本語\u2028END:VEVENT';
    const text = await calendar({
      'A.ipa': build('1.0', '2027-03-01', '2028-01-05', {
        displayName: 'Orbit;\r\nX-EVIL:1, \\n',
        signing: { profile: { name, expires: new Date('2027-03-01') } },
      }),
    });
    const [first] = read(text).events;
    assert.equal(first?.summary, `The provisioning profile "${name.replace('\u2028', ' ')}" expires`);
    assert.match(first?.description ?? '', /\nOrbit; X-EVIL:1, \\n 1\.0: https/);
  });
});
