import type { CheckedFile } from './check.ts';

/** Checked files as the JSON array that `check --json` prints. */
export function checksAsJson(checks: CheckedFile[]): string {
  return `${JSON.stringify(checks.map(describe), null, 2)}\n`;
}

function describe({ file, ipa, installable, findings }: CheckedFile) {
  return {
    file,
    bundleId: ipa?.bundleId ?? null,
    name: ipa?.name ?? null,
    version: ipa?.version ?? null,
    build: ipa?.build ?? null,
    minimumOSVersion: ipa?.minimumOSVersion ?? null,
    devices: ipa?.devices ?? [],
    platform: ipa?.platform ?? null,
    signing: {
      kind: ipa?.profile?.kind ?? 'none',
      team: ipa?.profile?.teamName ?? null,
      expires: ipa?.profile?.expires ?? null,
      deviceCount: ipa?.profile?.deviceCount ?? null,
      profileName: ipa?.profile?.name ?? null,
      profileUUID: ipa?.profile?.uuid ?? null,
      teamId: ipa?.profile?.teamId ?? null,
      created: ipa?.profile?.created ?? null,
    },
    icon: ipa?.icon ?? null,
    executable: {
      architectures: ipa?.slices?.map(({ architecture }) => architecture) ?? [],
      encrypted: ipa?.slices?.some(({ encrypted }) => encrypted) ?? false,
    },
    installable,
    findings: findings.map(({ code, severity, message, fix }) => ({ code, severity, message, fix })),
  };
}
