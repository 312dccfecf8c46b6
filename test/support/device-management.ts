/**
 * What Apple's schemas allow in the documents that device management reads. Written after "ManifestURL",
 * "InstallApplicationCommand", "InstallEnterpriseApplicationCommand", "AppManaged" and "Package" in Apple's device
 * management documentation, as of November 2026; keys that Apple removed are left out, and so refused.
 */

type Type = 'string' | 'integer' | 'boolean' | 'data';

/** What may stand in one place. A key ending in `?` may be left out; `https` is a string that begins so. */
export type Schema =
  | Type
  | 'https'
  | 'any'
  | readonly (string | number)[]
  | { arrayOf: Schema }
  | { keys: Record<string, Schema>; check?: (value: Record<string, unknown>) => string | null };

const together = (a: string, b: string) => (value: Record<string, unknown>) =>
  a in value === b in value ? null : `has one of ${a} and ${b} without the other`;

const exactlyOne =
  (...keys: string[]) =>
  (value: Record<string, unknown>) => {
    const present = keys.filter((key) => key in value);
    return present.length === 1 ? null : `has ${present.join(' and ') || 'none'} of ${keys.join(', ')}`;
  };

const asset: Schema = {
  keys: {
    kind: ['asset-pack-manifest', 'display-image', 'full-size-image', 'software-package'],
    url: 'https',
    'md5?': 'string',
    'md5-size?': 'integer',
    'md5s?': { arrayOf: 'string' },
    'sha256?': 'string',
    'sha256-size?': 'integer',
    'sha256s?': { arrayOf: 'string' },
  },
  check: (value) => together('md5s', 'md5-size')(value) ?? together('sha256s', 'sha256-size')(value),
};

/** The manifest that a `ManifestURL` leads to. */
export const manifestSchema: Schema = {
  keys: {
    items: {
      arrayOf: {
        keys: {
          assets: { arrayOf: asset },
          metadata: {
            keys: {
              'bundle-identifier': 'string',
              'bundle-version?': 'string',
              kind: ['software'],
              // Not in Apple's schema; Xcode writes it for iOS.
              'platform-identifier?': ['com.apple.platform.iphoneos'],
              'subtitle?': 'string',
              title: 'string',
            },
          },
        },
      },
    },
  },
};

const command = (
  type: string,
  keys: Record<string, Schema>,
  check: ReturnType<typeof exactlyOne>,
): Schema => ({
  keys: { Command: { keys: { RequestType: [type], ...keys }, check }, CommandUUID: 'string' },
});

/** The command that installs an app on iPhones and iPads. */
export const installApplicationSchema: Schema = command(
  'InstallApplication',
  {
    'iTunesStoreID?': 'integer',
    'Identifier?': 'string',
    'ManifestURL?': 'https',
    'Options?': { keys: { 'PurchaseMethod?': [0, 1] } },
    'ManagementFlags?': [1, 4, 5],
    'Configuration?': 'any',
    'Attributes?': 'any',
    'ChangeManagementState?': ['Managed'],
  },
  exactlyOne('iTunesStoreID', 'Identifier', 'ManifestURL'),
);

/** The command that installs a package on Macs. `ManagementFlags` counts for managed apps alone. */
export const installEnterpriseApplicationSchema: Schema = command(
  'InstallEnterpriseApplication',
  {
    'Manifest?': 'any',
    'ManifestURL?': 'https',
    'ManifestURLPinningCerts?': { arrayOf: 'data' },
    'PinningRevocationCheckRequired?': 'boolean',
    'InstallAsManaged?': 'boolean',
    'ManagementFlags?': [1],
    'Configuration?': 'any',
    'ChangeManagementState?': ['Managed'],
    'iOSApp?': 'boolean',
  },
  (value) =>
    exactlyOne('Manifest', 'ManifestURL')(value) ??
    ('ManagementFlags' in value && value['InstallAsManaged'] !== true ? 'flags what is not managed' : null),
);

const declaration = (type: string, payload: Schema): Schema => ({
  keys: { Type: [type], Identifier: 'string', ServerToken: 'string', Payload: payload },
});

/** The declaration that manages an app from a manifest; keys that need an App Store app are left out. */
export const appManagedSchema: Schema = declaration('com.apple.configuration.app.managed', {
  keys: {
    ManifestURL: 'https',
    'InstallBehavior?': {
      keys: {
        'Install?': ['Optional', 'Required'],
        'AllowDownloadsOverCellular?': ['AlwaysOn', 'AlwaysOff', 'StoreSettings'],
      },
    },
    'UpdateBehavior?': { keys: { AutomaticAppUpdates: ['AlwaysOn', 'AlwaysOff', 'StoreSettings'] } },
    'IncludeInBackup?': 'boolean',
    'Attributes?': 'any',
    'AppConfig?': 'any',
  },
});

/** The declaration that installs a package on Macs. */
export const packageSchema: Schema = declaration('com.apple.configuration.package', {
  keys: {
    ManifestURL: 'https',
    'InstallBehavior?': { keys: { 'Install?': ['Optional', 'Required'] } },
  },
});

/** What is wrong with a document, each with where; empty when Apple's schema allows it. */
export function faultsOf(value: unknown, schema: Schema, at = 'the document'): string[] {
  if (schema === 'any') return [];
  if (typeof schema === 'string') return isOf(value, schema) ? [] : [`${at} is no ${schema}`];
  if (isList(schema)) return schema.includes(value as string) ? [] : [`${at} is none of ${schema}`];
  if ('arrayOf' in schema) {
    if (!Array.isArray(value) || value.length === 0) return [`${at} is no array with something in it`];
    return value.flatMap((item, i) => faultsOf(item, schema.arrayOf, `${at}[${i}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no dictionary`];
  const dict = value as Record<string, unknown>;
  const allowed = Object.entries(schema.keys).map(([key, inner]) => ({
    name: key.replace(/\?$/, ''),
    required: !key.endsWith('?'),
    inner,
  }));
  const names = new Set(allowed.map(({ name }) => name));
  const whole = schema.check?.(dict);
  return [
    ...Object.keys(dict).flatMap((key) => (names.has(key) ? [] : [`${at} has the unknown key ${key}`])),
    ...allowed.flatMap(({ name, required, inner }) => {
      if (name in dict) return faultsOf(dict[name], inner, `${at}.${name}`);
      return required ? [`${at} lacks ${name}`] : [];
    }),
    ...(whole ? [`${at} ${whole}`] : []),
  ];
}

function isList(schema: Schema): schema is readonly (string | number)[] {
  return Array.isArray(schema);
}

function isOf(value: unknown, type: Type | 'https'): boolean {
  switch (type) {
    case 'https':
      return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value);
    case 'integer':
      return Number.isInteger(value);
    case 'data':
      return value instanceof Uint8Array;
    default:
      return typeof value === type;
  }
}
