import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fixture, fixturesMissing, groundTruth } from '../support/fixtures.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

/** December 2015, when some of the real profiles were valid. */
const EPOCH = 1_450_000_000;
/** Two real builds share version and build number with others on the channel; one of each pair is enough. */
const LEFT_OUT = ['ipas/appstore-many-entitlements.ipa'];

// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
type Truth = any;
const truths: Truth[] = groundTruth().filter(({ file, valid }) => valid && !LEFT_OUT.includes(file));
const expired = ({ profile }: Truth) => profile && Date.parse(profile.expires) <= EPOCH * 1000;
const uninstallable = ({ profile, info, executable }: Truth) =>
  !profile || profile.type === 'app-store' || info.dt_platform !== 'iphoneos' || !executable;

describe('a site of real builds', { skip: fixturesMissing }, () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    process.env['SOURCE_DATE_EPOCH'] = String(EPOCH);
    project = await createProject(
      Object.fromEntries(truths.map(({ file }) => [`builds/${basename(file)}`, readFileSync(fixture(file))])),
    );
    await project.build({}, { uninstallable: 'list' });
    site = await serveSite(project.output, { origin: SITE });
  });
  after(async () => {
    delete process.env['SOURCE_DATE_EPOCH'];
    await site?.close();
    await project?.remove();
  });

  it('installs exactly those that could be installed in December 2015', async () => {
    const report = await installEverything(site);
    const expected = truths.filter((truth) => !uninstallable(truth) && !expired(truth));
    assert.deepEqual(
      report.apps.map(({ bundleIdentifier, shortVersion }) => `${bundleIdentifier} ${shortVersion}`).sort(),
      expected.map(({ info }) => `${info.bundle_id} ${info.short_version}`).sort(),
    );
  });

  it('lists the others without any link, and says why', async () => {
    const { apps } = (await (await site.fetch(`${SITE}/releases.json`)).json()) as Truth;
    for (const truth of truths.filter((each) => uninstallable(each) || expired(each))) {
      const [release] = apps
        .filter(({ bundleId }: Truth) => bundleId === truth.info.bundle_id)
        .flatMap(({ releases }: Truth) => releases)
        .filter(({ sha256 }: Truth) => sha256 === truth.sha256);
      assert.equal(release.install, null, truth.file);
      assert.equal(release.status, uninstallable(truth) ? 'blocked' : 'expired', truth.file);
      const page = await (await site.fetch(release.page)).text();
      assert.doesNotMatch(page, /itms-services/);
      assert.match(page, /Cannot be installed over the air\. .{20}|Expired on /);
    }
  });

  it('stops the build of the site by default, for each that can never be installed', async () => {
    const error = await project.build().catch((error) => error);
    for (const { file } of truths.filter(uninstallable)) assert(error.hint.includes(basename(file)), file);
    assert(!error.hint.includes('adhoc-assets-car'));
  });
});
