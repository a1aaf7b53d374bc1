// Where a request comes from: one form for an address, and no word of a stranger's about it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateLimitKey, clientAddress, trustedProxies } from './client-address.ts'

const nobody = trustedProxies([])
const proxies = trustedProxies(['10.0.0.0/8', 'fd00::/8', '192.0.2.7'])

const cases: [string, string | undefined, string | null, typeof nobody, string][] = [
  ['the peer, where nobody forwards', '203.0.113.5', null, nobody, '203.0.113.5'],
  ['the peer, whatever it says of itself (CVE-2024-47070)', '203.0.113.5', '198.51.100.1', nobody, '203.0.113.5'],
  [
    'the peer, though proxies are known, where it is none of them',
    '203.0.113.5',
    '198.51.100.1',
    proxies,
    '203.0.113.5',
  ],
  ['what our proxy says', '10.0.0.1', '198.51.100.1', proxies, '198.51.100.1'],
  [
    'the last hop that is not ours: what stands before it is the client’s own invention',
    '10.0.0.1',
    '1.2.3.4, 198.51.100.1',
    proxies,
    '198.51.100.1',
  ],
  ['through two proxies of ours', '10.0.0.1', '198.51.100.1, fd00::5', proxies, '198.51.100.1'],
  ['a proxy itself, where it says nothing', '10.0.0.1', null, proxies, '10.0.0.1'],
  ['a proxy itself, where it says nonsense', '10.0.0.1', 'a', proxies, '10.0.0.1'],
  ['the hop after the nonsense', '10.0.0.1', 'unknown, 198.51.100.1', proxies, '198.51.100.1'],
  ['an IPv4 address written as IPv6', '::ffff:203.0.113.5', null, nobody, '203.0.113.5'],
  ['a proxy of ours written as IPv6', '::ffff:10.0.0.1', '198.51.100.1', proxies, '198.51.100.1'],
  ['a forwarded IPv4 address written as IPv6', '10.0.0.1', '::FFFF:198.51.100.1', proxies, '198.51.100.1'],
  ['IPv6 in one form', '2001:DB8::1', null, nobody, '2001:db8:0:0:0:0:0:1'],
  [
    'IPv6 with leading noughts in the same form',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    null,
    nobody,
    '2001:db8:0:0:0:0:0:1',
  ],
  ['IPv6 in brackets, with a port', '10.0.0.1', '[2001:db8::1]:443', proxies, '2001:db8:0:0:0:0:0:1'],
  ['IPv6 without its zone', 'fe80::1%eth0', null, nobody, 'fe80:0:0:0:0:0:0:1'],
  ['unknown, where the socket has no address', undefined, '198.51.100.1', proxies, 'unknown'],
  ['an empty header as none', '10.0.0.1', ' , ,', proxies, '10.0.0.1'],
]
for (const [rule, socket, forwarded, trusted, address] of cases)
  test(`a request comes from ${rule}`, () => assert.equal(clientAddress(socket, forwarded, trusted), address))

test('an IPv4 address written as IPv6 in hexadecimal is that IPv4 address too (CVE-2026-45364)', () =>
  assert.equal(clientAddress('::ffff:cb00:7105', null, nobody), '203.0.113.5'))

const buckets: [string, string, string][] = [
  ['an IPv4 address counts by itself', '203.0.113.5', '203.0.113.5'],
  ['an IPv6 /64 counts as one, since one customer owns all of it', '2001:db8:0:0:0:0:0:1', '2001:db8:0:0::/64'],
  ['any spelling of it is in the same bucket', '2001:db8::ffff:1', '2001:db8:0:0::/64'],
  ['the next /64 is another bucket', '2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['nobody known is one bucket', 'unknown', 'unknown'],
]
for (const [rule, address, bucket] of buckets) test(rule, () => assert.equal(rateLimitKey(address), bucket))
test('10,000 addresses of one /64 share one budget (CVE-2026-45364)', () => {
  const all = Array.from({ length: 10_000 }, (_, at) =>
    rateLimitKey(clientAddress(`2001:db8:1:2::${at.toString(16)}`, null, nobody)),
  )
  assert.equal(new Set(all).size, 1)
})

for (const entry of [
  'proxy.example',
  '10.0.0',
  '10.0.0.0/33',
  'fd00::/129',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10.0.0.0/a',
  '',
]) {
  test(`${JSON.stringify(entry)} is no proxy: the program does not start with it`, () =>
    assert.throws(() => trustedProxies([entry])))
}
