import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileFinding } from '../../../integration/preflight/finding.ts';
import { annotation, summary } from '../../../integration/report/github.ts';

const finding: FileFinding = {
  severity: 'warning',
  file: 'builds/a:b, c.ipa',
  code: 'expires-soon',
  message: '100% of "A|B" <b>ends</b>\n::error::forged',
  fix: 'Renew it.',
};

describe('findings in GitHub Actions', () => {
  it('annotates the file, and lets no build forge a command', () => {
    assert.equal(
      annotation(finding),
      '::warning file=builds/a%3Ab%2C c.ipa,title=expires-soon::100%25 of "A|B" <b>ends</b>%0A::error::forged Renew it.',
    );
    assert.match(annotation({ ...finding, severity: 'info' }), /^::notice /);
  });

  it('summarizes in a table whose cells are text', () => {
    const [row] = summary('Builds', [finding]).split('\n').slice(-2);
    assert.equal(
      row,
      '| warning | builds/a:b, c.ipa | expires\\-soon | 100% of "A\\|B" \\<b\\>ends\\</b\\> ::error::forged | Renew it. |',
    );
  });
});
