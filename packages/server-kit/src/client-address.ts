// Where a request comes from, in one canonical form; forwarded headers count only behind proxies that the settings
// trust.
import { BlockList, isIP } from 'node:net'

/**
 * `socketAddress`: the peer. `forwardedFor`: X-Forwarded-For as received. `trusted`: addresses or networks (CIDR) of
 * our own proxies.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | null,
  trusted: BlockList,
): string {
  const peer = canonical(socketAddress ?? '') ?? 'unknown'
  if (forwardedFor === null) return peer
  const hops = forwardedFor
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
    .toReversed()
  let address = peer
  // From our own side outwards: each trusted proxy is believed about the hop before it, and the first untrusted hop is
  // the client.
  for (const hop of hops) {
    if (!isTrusted(address, trusted)) break
    const next = canonical(hop)
    if (next === null) break
    address = next
  }
  return address
}

/** Budgets per address count an IPv6 /64 as one, since one customer owns all of it. */
export function rateLimitKey(address: string): string {
  if (isIP(address) !== 6) return address
  return `${expanded(address).slice(0, 4).join(':')}::/64`
}

/** Throws on an entry that is neither an address nor a network. */
export function trustedProxies(list: readonly string[]): BlockList {
  const trusted = new BlockList()
  for (const entry of list) {
    const [address = '', bits, ...rest] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    // Empty bits would read as 0: the whole world.
    if (isIP(address) === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
      throw new Error(`not an address or a network: ${entry}`)
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  return trusted
}

const isTrusted = (address: string, trusted: BlockList): boolean =>
  isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

function canonical(text: string): string | null {
  if (isIP(text) === 4) return text
  const bare = text
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1]
  if (mapped && isIP(mapped) === 4) return mapped
  if (isIP(bare) === 4) return bare
  if (isIP(bare) !== 6) return null
  const groups = expanded(bare)
  // The same IPv4 address in hexadecimal: ::ffff:cb00:7105.
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff')
    return groups
      .slice(6)
      .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
      .join('.')
  return groups.join(':')
}

function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...gap, ...right].map((group) => parseInt(group, 16).toString(16))
}
