import { existsSync } from 'node:fs';
import { announcementOf } from '../../announce/announcement.ts';
import { changesSince, withoutKnown } from '../../announce/changes.ts';
import { FORMATS, type Format, formatOfHost, render } from '../../announce/formats.ts';
import { openGitFolder } from '../../announce/git.ts';
import { post, readWebhook, WEBHOOK_VARIABLE } from '../../announce/webhook.ts';
import type { Catalog, Release } from '../../catalog/catalog.ts';
import type { PackageRelease } from '../../catalog/package-catalog.ts';
import { readCatalog } from '../../catalog/read.ts';
import { scanBuilds } from '../../catalog/scan.ts';
import { Failure } from '../../failure.ts';
import { cleanText, printable } from '../../ipa/text.ts';
import { catalogOptions, type Project } from '../../project.ts';
import { countFiles, reportByFile } from '../../report/text.ts';
import { weigh } from '../../report/weigh.ts';
import { isExampleAddress } from '../../site.ts';
import { type Command, EXIT, HELP_FLAG, helpOf, Misuse, readChoice, readFlags } from '../command.ts';
import { PROJECT_FLAGS, PROJECT_HELP, readProject } from '../project.ts';

/** `astro-ota announce`: what does a deployment add? */
export const announce: Command = {
  usage: 'announce --since REF [options]',
  summary: 'Tells people what a deployment adds.',
  help: `Tells which builds are new since REF, a commit, tag or branch: those whose file was not in the builds folder then,
or had other contents. Prints nothing when there are none.

  --since REF            what to compare with, such as HEAD~1, v1.4.0 or origin/main
  --format markdown|slack|teams|discord|json
                         how to tell it; markdown unless it is posted
  --post                 post it to the webhook whose address is in ${WEBHOOK_VARIABLE}, instead of printing it;
                         the format is the one that its host takes, unless --format says another
  --help                 show this

${PROJECT_HELP}

Exit code: 0 when all went well, also when nothing is new; 1 when something stands in the way; 2 when the command
is not understood.
`,
  async run(args) {
    const { values, positionals } = readFlags(args, {
      ...HELP_FLAG,
      ...PROJECT_FLAGS,
      since: { type: 'string' },
      format: { type: 'string' },
      post: { type: 'boolean', default: false },
    });
    if (values.help) {
      process.stdout.write(helpOf(announce));
      return EXIT.good;
    }
    if (positionals.length) throw new Misuse(`"${positionals[0]}" is no option.`);
    if (!values.since) throw new Misuse('Since when? Say --since REF.');
    const chosen = readChoice('format', values.format, FORMATS);
    if (values.post && chosen === 'markdown')
      throw new Misuse('Markdown is for printing: no webhook takes it.');
    const webhook = values.post ? readWebhook() : null;
    const format = webhook ? (chosen ?? requireFormat(webhook)) : (chosen ?? 'markdown');

    const project = await readProject(values);
    if (webhook && isExampleAddress(project.config.site ?? '')) tell(`${EXAMPLE_ADDRESS}\n`);
    if (NO_COMMIT.test(values.since)) {
      tell(
        'There is nothing to compare with: this is how GitHub names what was before a branch’s first push.\n',
      );
      return EXIT.good;
    }
    const { catalog, news } = await readNews(project, values.since);
    if (news.length === 0) {
      tell(`No build is new since ${cleanText(values.since)}.\n`);
      return EXIT.good;
    }
    const message = render(announcementOf(catalog, new Set(news)), format);
    if (webhook) await post(webhook, message);
    else process.stdout.write(message);
    return EXIT.good;
  },
};

const EXAMPLE_ADDRESS =
  'The site’s address is still an example, and every link in the message leads there. Set `site` in astro.config, or say --site.';

function requireFormat(webhook: URL): Format {
  const format = formatOfHost(webhook.hostname);
  if (format) return format;
  throw new Misuse(
    'What the host of the webhook takes is not known: say --format slack, teams, discord or json.',
  );
}

/** What GitHub says was before a branch's first push. */
const NO_COMMIT = /^0{40,64}$/;

async function readNews(
  project: Project,
  since: string,
): Promise<{ catalog: Catalog; news: (Release | PackageRelease)[] }> {
  const options = catalogOptions(project);
  const { builds: folder } = options;
  if (!existsSync(folder)) {
    throw new Failure(
      `There is no builds folder at ${folder}.`,
      'Say with --root where the project is, or with --builds where its builds are.',
    );
  }
  const git = await openGitFolder(folder);
  const commit = await git.commit(since);
  const { builds, packages } = await scanBuilds(folder, project.options.builds);
  const { changed, ignored } = await changesSince(git, commit, [...builds, ...packages], folder);
  if (ignored.length) {
    tell(
      `Git ignores ${printable(ignored.join(', '))}: what was there before is not known, so nothing is said of it.\n`,
    );
  }
  const { catalog, findings } = await readCatalog({ ...options, only: changed, deviceCheck: false });
  const { errors } = weigh(findings, project.options.uninstallable);
  if (errors.length) {
    throw new Failure(
      `Nothing is announced: ${countFiles(errors)} in ${project.options.builds} cannot be published.\n\n${reportByFile(errors)}\n`,
      '`astro build` would stop here too. Mend it first.',
    );
  }
  const releases = [...catalog.apps, ...catalog.packages].flatMap(
    (app): (Release | PackageRelease)[] => app.releases,
  );
  return { catalog, news: await withoutKnown(git, commit, releases, folder) };
}

/** Says something beside the announcement itself. */
function tell(text: string): void {
  process.stderr.write(text);
}
