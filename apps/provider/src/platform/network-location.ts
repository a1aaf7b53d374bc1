// Where in the world a network address is, as far as a public register of networks says: a country, "local", or
// nothing.
import { type CountryResponse, Reader } from 'mmdb-lib'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BlockList, isIP } from 'node:net'

/** A country by its ISO 3166-1 code; `local`: this machine or a private network; null: nobody knows. */
export type NetworkLocation = { country: string } | 'local' | null

const LOCAL: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
]
const local = new BlockList()
for (const [network, prefix, family] of LOCAL) local.addSubnet(network, prefix, family)

// 3 and 5 MB, which stay: where nobody comes from an IPv6 address, only the smaller one.
const registers: Partial<Record<4 | 6, Reader<CountryResponse>>> = {}
const openRegister = (version: 4 | 6) =>
  new Reader<CountryResponse>(
    readFileSync(
      createRequire(import.meta.url).resolve(
        `@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country-ipv${version}.mmdb`,
      ),
    ),
  )

/** `address`: IPv4 or IPv6; anything else is nowhere. A register is read at the first need. */
export function locateAddress(address: string): NetworkLocation {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain) as 0 | 4 | 6
  if (version === 0) return null
  if (local.check(plain, version === 4 ? 'ipv4' : 'ipv6')) return 'local'
  const register = (registers[version] ??= openRegister(version))
  // This register names the country on its own, not as the library's types have it.
  const country = (register.get(plain) as { country_code?: string } | null)?.country_code
  return country === undefined ? null : { country }
}
