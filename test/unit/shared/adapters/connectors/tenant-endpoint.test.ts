import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantEndpoint } from '../../../../../shared/adapters/connectors/tenant-endpoint.ts';
import { assertAllowed, isListed } from '../../../../../shared/adapters/http/allowed-hosts.ts';

const HOSTS = ['*.okta.com', 'login.acme.example'];

describe('the address of a tenant', () => {
  it.each([
    ['https://acme.okta.com', 'https://acme.okta.com'],
    [' https://ACME.okta.com/ ', 'https://acme.okta.com'],
    ['https://acme.okta.com:443', 'https://acme.okta.com'],
    ['https://a.b.okta.com', 'https://a.b.okta.com'],
    ['https://login.acme.example', 'https://login.acme.example'],
  ])('is taken: %s', (address, endpoint) => {
    expect(tenantEndpoint(address, HOSTS)).toEqual({ kind: 'ok', endpoint });
  });

  it.each([
    ['https://acme.okta.com/scim/v2/', 'https://acme.okta.com/scim/v2'],
    ['https://acme.okta.com/scim/v2/a-b_c.d~e', 'https://acme.okta.com/scim/v2/a-b_c.d~e'],
    ['https://acme.okta.com', 'https://acme.okta.com'],
    ['https://acme.okta.com/a/../b', 'https://acme.okta.com/b'],
  ])('has a path where the vendor’s addresses have one: %s', (address, endpoint) => {
    expect(tenantEndpoint(address, HOSTS, 'kept')).toEqual({ kind: 'ok', endpoint });
  });

  it.each([
    ['https://acme.okta.com/scim?a=b', 'plain path'],
    ['https://acme.okta.com/scim#a', 'plain path'],
    ['https://acme.okta.com/scim//v2', 'plain path'],
    ['https://acme.okta.com/%2e%2e%2fadmin', 'plain path'],
    ['https://acme.okta.com/a@b', 'plain path'],
    ['https://evil.example/scim', 'allows'],
    ['https://169.254.169.254/scim', 'IP address'],
  ])('has no other path than a plain one: %s', (address, rule) => {
    const checked = tenantEndpoint(address, HOSTS, 'kept');
    expect(checked.kind === 'refused' ? checked.rule : '').toContain(rule);
  });

  it.each([
    ['', 'must be an address'],
    ['acme.okta.com', 'must be an address'],
    ['http://acme.okta.com', 'https://'],
    ['ftp://acme.okta.com', 'https://'],
    ['javascript:alert(1)//.okta.com', 'https://'],
    ['https://user@acme.okta.com', 'user or password'],
    ['https://:word@acme.okta.com', 'user or password'],
    ['https://169.254.169.254', 'IP address'],
    ['https://[fd00:ec2::254]', 'IP address'],
    ['https://0x7f000001', 'allows'],
    ['https://2130706433', 'allows'],
    ['https://127.0.0.1', 'allows'],
    ['http://127.0.0.1:8080', 'allows'],
    ['https://acme.okta.com:8443', 'port'],
    ['https://acme.okta.com/api', 'after the host name'],
    ['https://acme.okta.com/?a=b', 'after the host name'],
    ['https://acme.okta.com/#a', 'after the host name'],
    ['https://okta.com', 'allows'],
    ['https://evilokta.com', 'allows'],
    ['https://acme.okta.com.evil.example', 'allows'],
    ['https://acme.okta.com%2eevil.example', 'allows'],
    ['https://acme.okta.com.', 'allows'],
    ['https://sub.login.acme.example', 'allows'],
  ])('is refused: %s', (address, rule) => {
    const result = tenantEndpoint(address, HOSTS);
    expect(result.kind).toBe('refused');
    if (result.kind === 'refused' && !result.rule.includes('must be an address'))
      expect(result.rule).toContain(rule);
  });

  it('may be of this machine, by http and with a port, only where that is listed', () => {
    expect(tenantEndpoint('http://127.0.0.1:4620', ['127.0.0.1'])).toEqual({
      kind: 'ok',
      endpoint: 'http://127.0.0.1:4620',
    });
    expect(tenantEndpoint('http://127.0.0.2:4620', ['127.0.0.1']).kind).toBe('refused');
  });

  it('is never one that a token would then not be sent to', () => {
    const pieces = [
      'https://',
      'http://',
      'acme',
      '.okta.com',
      'login.acme.example',
      'evil.example',
      '127.0.0.1',
    ];
    const marks = ['@', '/', '#', '?', ':', '443', '.', '%2e', '\\', '[::1]', ' ', '\t', '\u3002'];
    const text = fc.array(fc.constantFrom(...pieces, ...marks), { minLength: 1, maxLength: 7 });
    const address = text.map((parts) => `https://${parts.join('')}`);
    fc.assert(
      fc.property(address, (typed) => {
        const result = tenantEndpoint(typed, HOSTS);
        if (result.kind === 'refused') return;
        const url = new URL(`${result.endpoint}/api/v1/users`);
        assertAllowed(url, HOSTS);
        expect(url.protocol).toBe('https:');
        expect(url.hostname === 'login.acme.example' || url.hostname.endsWith('.okta.com')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a list of hosts', () => {
  it('stands for exact names and for any name below a suffix', () => {
    expect(isListed('acme.okta.com', ['*.okta.com'])).toBe(true);
    expect(isListed('okta.com', ['*.okta.com'])).toBe(false);
    expect(isListed('.okta.com', ['*.okta.com'])).toBe(false);
    expect(isListed('10.0.0.1', ['*.0.0.1'])).toBe(false);
    expect(isListed('*.okta.com', ['acme.okta.com'])).toBe(false);
  });
});
