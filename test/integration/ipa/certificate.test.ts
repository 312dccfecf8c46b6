import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { describeCertificate } from '../../../integration/ipa/certificate.ts';
import { readSignedData } from '../../../integration/ipa/cms.ts';
import { isoSeconds } from '../../../integration/ipa/text.ts';
import { type CertificateRecipe, createAuthority } from '../../support/certificates.ts';
import { fixture, fixturesMissing, groundTruth } from '../../support/fixtures.ts';

const authority = createAuthority({ commonName: 'Root' });
const issue = (recipe: Partial<CertificateRecipe> = {}) =>
  authority.issue({ commonName: 'Apple Development: Mary Example (ABCDE12345)', ...recipe }).certificate;

/** What Node.js makes of it. */
function describedByNode(der: Uint8Array) {
  const certificate = new X509Certificate(der);
  return {
    name: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? null,
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: isoSeconds(certificate.validFromDate),
    notAfter: isoSeconds(certificate.validToDate),
  };
}

describe('a certificate', () => {
  const recipes: [what: string, recipe: Partial<CertificateRecipe>][] = [
    ['of a developer', { organizationalUnit: 'ABCDE12345', usage: 'code-signing' }],
    ['with letters of every kind in its name', { commonName: 'Größe アプリ 🚀' }],
    ['that ends beyond 2050', { notAfter: new Date('2051-02-03T04:05:06Z') }],
  ];
  for (const [what, recipe] of recipes) {
    it(`${what} is described as Node.js describes it`, () => {
      const der = issue(recipe);
      assert.deepEqual(describeCertificate(der), describedByNode(der));
    });
  }

  it('has its name as it is, without marks for what other notations would escape', () => {
    const commonName = 'iPhone Distribution: Example, Co. + "Sons"';
    assert.equal(describeCertificate(issue({ commonName })).name, commonName);
  });

  it('that is cut off anywhere or is something else is refused', () => {
    const der = issue();
    for (let end = 0; end < der.length; end += 7) {
      assert.throws(() => describeCertificate(der.subarray(0, end)), RangeError);
    }
    assert.throws(() => describeCertificate(Buffer.from('3003020101', 'hex')), RangeError);
    assert.throws(() => describeCertificate(Buffer.from('a certificate')), RangeError);
  });

  it('of a real profile is described as Node.js describes it', { skip: fixturesMissing }, () => {
    const profiles = groundTruth().filter(
      ({ file, read_by }) => file.endsWith('.mobileprovision') && read_by === 'cms',
    );
    const all = profiles.flatMap(({ file }) => readSignedData(readFileSync(fixture(file))).certificates);
    assert(all.length > 0);
    for (const der of all) assert.deepEqual(describeCertificate(der), describedByNode(der));
  });
});
