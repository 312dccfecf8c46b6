import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchBrowser, openPhone } from '../support/browser.ts';
import { serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, SITE } from '../support/site.ts';

describe('a page that is older than its build’s last day', () => {
  it('says so, by the clock of whoever looks at it', async () => {
    const project = await createProject({
      'builds/Orbit.ipa': buildIpa({ signing: { profile: { expires: new Date('2040-05-01') } } }),
    });
    await project.build();
    const site = await serveSite(project.output, { origin: SITE });
    const { page, close } = await openPhone(await launchBrowser(), site);
    try {
      for (const [today, status, cause] of [
        ['2040-03-31', 'Installable until May 1, 2040.', /registered/],
        ['2040-04-02', 'Expires soon: it can be installed until May 1, 2040.', /registered/],
        [
          '2040-05-02',
          'Expired on May 1, 2040: it can no longer be installed. Ask for a new build.',
          /^The build works until May 1, 2040\./,
        ],
      ] as const) {
        await page.clock.setFixedTime(new Date(today));
        for (const path of ['./com.example.orbit/', './com.example.orbit/latest/']) {
          await page.goto(path);
          assert.equal(await page.locator('.status').innerText(), status);
          assert.equal(await page.getByRole('link', { name: 'Install', exact: true }).count(), 1);
        }
        await page.getByText('Something went wrong?').tap();
        await page.getByText('integrity could not be verified').tap();
        const causes = page.locator('.troubles li').filter({ visible: true });
        assert.match(await causes.first().innerText(), cause);
        assert.equal(await causes.filter({ hasText: '2040' }).count(), today > '2040-05-01' ? 1 : 0);
      }
    } finally {
      await close();
      await site.close();
      await project.remove();
    }
  });
});
