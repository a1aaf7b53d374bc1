// Places of network addresses, by the register that is really shipped: a country, "local", or nothing, whatever the
// address looks like.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatLocation } from './format-location.ts'
import { translatorFor } from '#testing/translators.ts'
import { type NetworkLocation, locateAddress } from './network-location.ts'

const places: [string, string, NetworkLocation][] = [
  ['a Dutch network', '194.109.6.66', { country: 'NL' }],
  ['one of another country', '8.8.8.8', { country: 'US' }],
  ['a Dutch network by IPv6', '2a02:a460::1', { country: 'NL' }],
  ['one of another country by IPv6', '2001:4860:4860::8888', { country: 'US' }],
  ['IPv4 written as IPv6', '::ffff:8.8.8.8', { country: 'US' }],
  ['this machine', '127.0.0.1', 'local'],
  ['this machine by IPv6', '::1', 'local'],
  ['a private network (RFC 1918), its first', '10.0.0.0', 'local'],
  ['a private network, its last', '172.31.255.255', 'local'],
  ['the network of most homes', '192.168.1.20', 'local'],
  ['a private network written as IPv6', '::FFFF:10.0.0.1', 'local'],
  ['a unique local address (RFC 4193)', 'fd12:3456::1', 'local'],
  ['link-local', 'fe80::1', 'local'],
  ['link-local with its zone', 'fe80::1%eth0', 'local'],
  ['behind a carrier’s own addresses (RFC 6598)', '100.127.255.255', 'local'],
  ['no address of anybody', '0.0.0.0', null],
  ['the end of all', '255.255.255.255', null],
  ['a list', '8.8.8.8, 194.109.6.66', null],
  ['a name', 'localhost', null],
  ['nothing', '', null],
  ['very long', '1'.repeat(100_000), null],
]
for (const [rule, address, place] of places)
  test(`${rule} is ${JSON.stringify(place)}`, () => assert.deepEqual(locateAddress(address), place))

test('just past a private network begins the world', () => assert.notEqual(locateAddress('172.32.0.0'), 'local'))
test('a place is found in far less time than a page takes', () => {
  locateAddress('8.8.8.8')
  const begun = performance.now()
  for (let at = 0; at < 2_000; at++) locateAddress(`145.${at % 256}.${(at * 7) % 256}.1`)
  assert.ok((performance.now() - begun) / 2_000 < 0.5)
})
test('places have words in both languages', () => {
  const words = (place: NetworkLocation) =>
    (['nl', 'en'] as const).map((language) => formatLocation(translatorFor(language), place))
  assert.deepEqual(words({ country: 'DE' }), ['Duitsland', 'Germany'])
  assert.deepEqual(words('local'), ['een lokaal netwerk', 'a local network'])
  assert.deepEqual(words(null), ['onbekend', 'unknown'])
})
