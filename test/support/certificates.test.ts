import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, test } from 'node:test';
import { connect as connectTls, createServer } from 'node:tls';
import { createAuthority } from './certificates.ts';

const root = createAuthority({ commonName: 'Example Root', organization: 'Example Inc.' });
const intermediate = createAuthority({ commonName: 'Example Intermediate' }, root);

describe('a certificate', () => {
  test('is signed by its issuer, up to a root that signs itself', () => {
    const leaf = intermediate.issue({ commonName: 'localhost' });
    const [own, ...above] = [leaf.certificate, ...leaf.chain].map((der) => new X509Certificate(der));
    assert.deepEqual(leaf.chain, [intermediate.certificate, root.certificate]);
    assert.ok(own && above[0] && above[1]);
    assert.ok(own.verify(above[0].publicKey) && own.checkIssued(above[0]));
    assert.ok(above[0].verify(above[1].publicKey) && above[0].checkIssued(above[1]));
    assert.ok(above[1].verify(above[1].publicKey));
    assert.deepEqual([own.ca, above[0].ca, above[1].ca], [false, true, true]);
  });

  test('keeps dates on either side of 2050', () => {
    const notBefore = new Date('2049-12-31T23:59:59Z');
    const notAfter = new Date('2050-01-01T00:00:00Z');
    const { certificate } = root.issue({ commonName: 'Late', notBefore, notAfter });
    const parsed = new X509Certificate(certificate);
    assert.deepEqual([parsed.validFromDate, parsed.validToDate], [notBefore, notAfter]);
    assert.ok(Buffer.from(certificate).includes('491231235959Z'));
    assert.ok(Buffer.from(certificate).includes('20500101000000Z'));
  });

  test('for code signing has an RSA key and names the team', () => {
    const recipe = {
      commonName: 'Developer',
      organizationalUnit: 'EXAMPLE123',
      usage: 'code-signing',
    } as const;
    const parsed = new X509Certificate(root.issue(recipe).certificate);
    assert.equal(parsed.publicKey.asymmetricKeyType, 'rsa');
    assert.match(parsed.subject, /OU=EXAMPLE123/);
    assert.deepEqual(parsed.keyUsage, ['1.3.6.1.5.5.7.3.3']);
  });

  test('bears the serial number asked for', () => {
    const { certificate } = root.issue({ commonName: 'Serial', serial: 0x80n });
    assert.equal(new X509Certificate(certificate).serialNumber, '80');
  });

  for (const key of ['ec', 'rsa'] as const) {
    test(`with an ${key.toUpperCase()} key serves TLS to a client that trusts the root`, async () => {
      const ipAddresses = ['127.0.0.1', '::1', '2001:db8::5'];
      const leaf = intermediate.issue({ commonName: 'x', dnsNames: ['app.example.com'], ipAddresses, key });
      assert.equal(
        new X509Certificate(leaf.certificate).subjectAltName,
        'DNS:app.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:0:5',
      );
      const server = createServer({ key: leaf.keyPem, cert: leaf.pem + intermediate.pem }, (socket) =>
        socket.end(),
      );
      await once(server.listen(0, '127.0.0.1'), 'listening');
      try {
        const { port } = server.address() as AddressInfo;
        const socket = connect(port, '127.0.0.1');
        const client = connectTls({ socket, servername: 'app.example.com', ca: root.pem });
        await once(client, 'secureConnect');
        assert.equal(client.authorized, true);
        client.destroy();
      } finally {
        server.close();
      }
    });
  }
});
