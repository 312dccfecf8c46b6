import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import ICAL from 'ical.js';
import { latestSchema } from '../../integration/documents/latest.ts';
import { releasesSchema } from '../../integration/documents/releases.ts';
import { sourceSchema } from '../../integration/options.ts';
import { assertAtom } from '../support/atom.ts';
import { schemaCheck } from '../support/schema.ts';
import sourceRules from '../support/source.schema.json' with { type: 'json' };

const markdown = readFileSync(new URL('../../docs/documents.md', import.meta.url), 'utf8');

/** The one example in this language under this heading. */
function example(heading: string, language: string): string {
  const section = markdown.split(/^(?=## )/m).find((text) => text.startsWith(`## ${heading}\n`)) ?? '';
  const [block, ...more] = [...section.matchAll(/^```(\w+)\n([\s\S]*?\n)```$/gm)].filter(
    ([, marked]) => marked === language,
  );
  assert(block?.[2] && more.length === 0, `one example in ${language} under "${heading}"`);
  return block[2];
}

const SCHEMA = 'https://ota.example.com/schema.json';
const SOURCE = 'A source for AltStore, SideStore and Feather';

describe('the examples in docs/documents.md', () => {
  for (const [heading, schema] of [
    ['The newest release of a channel', JSON.parse(latestSchema(SCHEMA))],
    ['releases.json', JSON.parse(releasesSchema(SCHEMA))],
    [SOURCE, sourceRules],
  ] as const) {
    it(`obey the schema: ${heading}`, () => schemaCheck(schema)(JSON.parse(example(heading, 'json'))));
  }

  it('are a feed', () => assertAtom(example('Feeds', 'xml')));

  it('are a calendar with an event', () => {
    const calendar = new ICAL.Component(ICAL.parse(example('What expires', 'ics').replaceAll('\n', '\r\n')));
    assert.equal(calendar.getAllSubcomponents('vevent').length, 1);
  });

  it('have every member that the documents have, and no other', () => {
    const releases = JSON.parse(releasesSchema(SCHEMA));
    const listed = JSON.parse(example('releases.json', 'json'));
    assert.deepEqual(Object.keys(listed), releases.required);
    const app = releases.properties.apps.items;
    assert.deepEqual(Object.keys(listed.apps[0]), app.required);
    assert.deepEqual(Object.keys(listed.apps[0].releases[0]), app.properties.releases.items.required);
    const macOSPackage = releases.properties.packages.items;
    assert.deepEqual(Object.keys(listed.packages[0]), macOSPackage.required);
    const packageRelease = macOSPackage.properties.releases.items;
    assert.deepEqual(Object.keys(listed.packages[0].releases[0]), packageRelease.required);
    const latest = JSON.parse(latestSchema(SCHEMA));
    const newest = JSON.parse(example('The newest release of a channel', 'json'));
    assert.deepEqual(Object.keys(newest), latest.required);
    assert.deepEqual(Object.keys(newest.release), latest.properties.release.anyOf[0].required);
  });
});

describe('the table of the option source', () => {
  it('names every key, and no other', () => {
    const section = markdown.slice(markdown.indexOf(`\n## ${SOURCE}\n`));
    const rows = [...section.matchAll(/^\| (`[a-z]+`(?:, `[a-z]+`)*) \|/gm)];
    const named = rows.flatMap(([, keys = '']) => [...keys.matchAll(/[a-z]+/g)].map(([key]) => key));
    assert.deepEqual(named.sort(), Object.keys(sourceSchema.shape).sort());
  });
});
