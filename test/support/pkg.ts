/** Builds whole synthetic `.pkg` files, really signed, valid by default and faulty in any way that is asked for. */

import { createHash, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { concat, u32be, u64be } from './bytes.ts';
import { createAuthority, type Issued } from './certificates.ts';
import { signedData } from './cms.ts';
import { pseudoRandomBytes } from './file-content.ts';

/** A file of the archive, by its path in `PkgRecipe.files`. */
type PkgFile = Uint8Array | string;

export type PkgChecksum = 'sha1' | 'sha256' | 'sha512';

export interface PkgRecipe {
  /** `product` unless told. */
  kind?: 'product' | 'component';
  identifier?: string;
  version?: string;
  title?: string;
  /** Of macOS. */
  minimumOSVersion?: string;
  installKBytes?: number;
  /** The one app that is installed. */
  app?: { bundleId: string; name: string; build: string };
  /** Bytes of the payload, which does not compress. */
  payload?: number;
  /** Added to the archive, replaced, or (null) removed. */
  files?: Record<string, PkgFile | null>;
  signing?: PkgSigning | null;
  archive?: XarRecipe;
}

export interface PkgSigning {
  /** Developer ID Installer unless told. */
  commonName?: string;
  teamId?: string;
  notBefore?: Date;
  notAfter?: Date;
  signedAt?: Date;
  /** Which signatures there are; both unless told. */
  styles?: ('RSA' | 'CMS')[];
  /** EC keys sign nothing that macOS reads. */
  key?: 'rsa' | 'ec';
  /** The last word on the signature's bytes. */
  edit?: (signature: Uint8Array) => Uint8Array;
}

export interface XarRecipe {
  checksum?: PkgChecksum;
  createdAt?: Date;
  /** The last word on the table of contents, before it is packed and signed. */
  edit?: (xml: string) => string;
  /** What the header says, instead of what is true. */
  header?: { size?: number; version?: number; packed?: number; unpacked?: number; checksum?: number };
  /** The last word on the file's bytes. */
  tamper?: (bytes: Uint8Array) => Uint8Array;
  /** Whether files are packed; true unless told. */
  compress?: boolean;
}

const CHECKSUM_NUMBERS: Record<PkgChecksum, number> = { sha1: 1, sha256: 3, sha512: 4 };
const HEADER_BYTES = 28;
const SIGNED_AT = new Date('2026-02-01T09:30:00Z');
const CREATED_AT = new Date('2026-02-01T09:29:00Z');
const APPLE_EPOCH_SECONDS = 978_307_200;
const SIGNATURE_ROOM = { RSA: 256, CMS: 8192 };

/**
 * The package's bytes. Without a recipe: a product archive "Orbit", com.example.orbit.mac, 1.0, for macOS 12 and
 * later, that installs Orbit.app, signed with a Developer ID Installer certificate.
 */
export function buildPkg(recipe: PkgRecipe = {}): Uint8Array {
  return writeXar(pkgFiles(recipe), recipe.signing === null ? null : (recipe.signing ?? {}), recipe.archive);
}

/** The files of the archive, in order. */
export function pkgFiles(recipe: PkgRecipe = {}): Map<string, Uint8Array> {
  const { kind = 'product', files = {} } = recipe;
  const payload = pseudoRandomBytes('payload', recipe.payload ?? 2000);
  const component = { Bom: 'BOMStore', Payload: payload, PackageInfo: packageInfo(recipe) };
  const made: Record<string, PkgFile> =
    kind === 'component'
      ? component
      : {
          Distribution: distribution(recipe),
          ...Object.fromEntries(
            Object.entries(component).map(([name, content]) => [`Orbit.pkg/${name}`, content]),
          ),
        };
  const all = Object.entries({ ...made, ...files });
  return new Map(
    all.flatMap(([path, content]) =>
      content === null ? [] : [[path, typeof content === 'string' ? Buffer.from(content) : content]],
    ),
  );
}

function identity({ identifier = 'com.example.orbit.mac', version = '1.0', app }: PkgRecipe) {
  return { identifier, version, app: app ?? { bundleId: 'com.example.orbit', name: 'Orbit', build: '7' } };
}

function distribution(recipe: PkgRecipe): string {
  const { identifier, version, app } = identity(recipe);
  const { title = 'Orbit', minimumOSVersion = '12.0', installKBytes = 300 } = recipe;
  return `<?xml version="1.0" encoding="utf-8"?>
<installer-gui-script minSpecVersion="2">
    <title>${escaped(title)}</title>
    <product id="${escaped(identifier)}" version="${escaped(version)}"/>
    <options customize="never" require-scripts="false" hostArchitectures="x86_64,arm64"/>
    <volume-check><allowed-os-versions><os-version min="${escaped(minimumOSVersion)}"/></allowed-os-versions></volume-check>
    <choices-outline><line choice="default"/></choices-outline>
    <choice id="default"><pkg-ref id="com.example.orbit.component"/></choice>
    <pkg-ref id="com.example.orbit.component" version="${escaped(version)}" installKBytes="${installKBytes}">#Orbit.pkg</pkg-ref>
    <pkg-ref id="com.example.orbit.component"><bundle-version><bundle id="${escaped(app.bundleId)}" path="${escaped(app.name)}.app" CFBundleShortVersionString="${escaped(version)}" CFBundleVersion="${escaped(app.build)}"/></bundle-version></pkg-ref>
</installer-gui-script>
`;
}

function packageInfo(recipe: PkgRecipe): string {
  const { identifier, version, app } = identity(recipe);
  const name = recipe.kind === 'component' ? identifier : 'com.example.orbit.component';
  return `<?xml version="1.0" encoding="utf-8"?>
<pkg-info format-version="2" identifier="${escaped(name)}" version="${escaped(version)}" install-location="/Applications" auth="root">
    <payload numberOfFiles="3" installKBytes="${recipe.installKBytes ?? 300}"/>
    <bundle path="./${escaped(app.name)}.app" id="${escaped(app.bundleId)}" CFBundleShortVersionString="${escaped(version)}" CFBundleVersion="${escaped(app.build)}"/>
</pkg-info>
`;
}

/** Writes a xar archive of files by path, signed when `signing` says how. */
export function writeXar(
  files: Map<string, Uint8Array>,
  signing: PkgSigning | null,
  recipe: XarRecipe = {},
): Uint8Array {
  const { checksum = 'sha1', edit = (xml) => xml, header = {}, tamper = (bytes) => bytes } = recipe;
  const signer = signing && installerCertificate(signing);
  const styles = signing ? (signing.styles ?? ['RSA', 'CMS']) : [];
  const digestBytes = createHash(checksum).digest().length;

  const heap: Uint8Array[] = [];
  let offset = digestBytes;
  const signatures = styles.map((style) => {
    const at = offset;
    offset += SIGNATURE_ROOM[style];
    return signatureXml(style, at, signer as Issued);
  });
  const place = (content: Uint8Array): string => {
    const packed = recipe.compress === false ? content : deflateSync(content);
    const xml = dataXml(content, packed, offset, recipe.compress !== false);
    heap.push(packed);
    offset += packed.length;
    return xml;
  };
  const xml = edit(`<?xml version="1.0" encoding="UTF-8"?>
<xar><toc>
${signing ? `<signature-creation-time>${(signing.signedAt ?? SIGNED_AT).getTime() / 1000 - APPLE_EPOCH_SECONDS}.5</signature-creation-time>` : ''}
<checksum style="${checksum}"><offset>0</offset><size>${digestBytes}</size></checksum>
<creation-time>${(recipe.createdAt ?? CREATED_AT).toISOString().slice(0, 19)}</creation-time>
${signatures.join('')}
${fileXml(files, place)}
</toc></xar>
`);
  const packedToc = deflateSync(xml);
  const digest = createHash(checksum).update(packedToc).digest();
  const signed = styles.map((style) =>
    padded(signatureBytes(style, packedToc, digest, checksum, signing ?? {}, signer as Issued), style),
  );
  const head = Buffer.alloc(HEADER_BYTES);
  head.write('xar!', 'latin1');
  head.writeUInt16BE(header.size ?? HEADER_BYTES, 4);
  head.writeUInt16BE(header.version ?? 1, 6);
  head.set(u64be(header.packed ?? packedToc.length, header.unpacked ?? Buffer.byteLength(xml)), 8);
  head.set(u32be(header.checksum ?? CHECKSUM_NUMBERS[checksum]), 24);
  return tamper(concat(head, packedToc, digest, ...signed, ...heap));
}

function fileXml(files: Map<string, Uint8Array>, place: (content: Uint8Array) => string): string {
  let id = 0;
  const write = (entries: [string[], Uint8Array][]): string => {
    const groups = Map.groupBy(entries, ([[first = '']]) => first);
    return [...groups]
      .map(([name, own]) => {
        const [[path, content]] = own as [[string[], Uint8Array]];
        const inner =
          path.length === 1
            ? `<type>file</type>${place(content)}`
            : `<type>directory</type>${write(own.map(([[, ...rest], bytes]) => [rest, bytes]))}`;
        return `<file id="${++id}"><name>${escaped(name)}</name>${inner}</file>\n`;
      })
      .join('');
  };
  return write([...files].map(([path, content]) => [path.split('/'), content]));
}

function dataXml(content: Uint8Array, packed: Uint8Array, offset: number, compressed: boolean): string {
  const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
  return [
    '<data>',
    `<archived-checksum style="sha1">${sha1(packed)}</archived-checksum>`,
    `<extracted-checksum style="sha1">${sha1(content)}</extracted-checksum>`,
    `<encoding style="application/${compressed ? 'x-gzip' : 'octet-stream'}"/>`,
    `<size>${content.length}</size><offset>${offset}</offset><length>${packed.length}</length>`,
    '</data>',
  ].join('');
}

function signatureXml(style: 'RSA' | 'CMS', offset: number, { certificate, chain }: Issued): string {
  const name = style === 'RSA' ? 'signature' : 'x-signature';
  const certificates = [certificate, ...chain].map((der) => {
    const lines =
      Buffer.from(der)
        .toString('base64')
        .match(/.{1,72}/g) ?? [];
    return `<X509Certificate>${lines.join('\n')}</X509Certificate>`;
  });
  return `<${name} style="${style}"><offset>${offset}</offset><size>${SIGNATURE_ROOM[style]}</size><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>${certificates.join('')}</X509Data></KeyInfo></${name}>\n`;
}

function signatureBytes(
  style: 'RSA' | 'CMS',
  packedToc: Uint8Array,
  digest: Uint8Array,
  checksum: PkgChecksum,
  { signedAt = SIGNED_AT, edit = (bytes) => bytes }: PkgSigning,
  signer: Issued,
): Uint8Array {
  if (style === 'RSA') return edit(sign(checksum, packedToc, signer.privateKey));
  return signedData({ content: digest, detached: true, signer, signingTime: signedAt });
}

// Room is made before it is known how long a signature becomes, as Apple's tools do.
function padded(bytes: Uint8Array, style: 'RSA' | 'CMS'): Uint8Array {
  const room = new Uint8Array(SIGNATURE_ROOM[style]);
  room.set(bytes.subarray(0, room.length));
  return room;
}

function installerCertificate(signing: PkgSigning): Issued {
  const { teamId = 'EXAMPLE123', notBefore, notAfter, key } = signing;
  const authority = createAuthority({ commonName: 'Throwaway Developer ID Certification Authority' });
  return authority.issue({
    commonName: signing.commonName ?? `Developer ID Installer: Example Inc. (${teamId})`,
    organization: 'Example Inc.',
    organizationalUnit: teamId,
    usage: 'code-signing',
    ...(notBefore && { notBefore }),
    ...(notAfter && { notAfter }),
    ...(key && { key }),
  });
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
  return text.replace(/[&<"]/g, (character) => entities[character] ?? '');
}
