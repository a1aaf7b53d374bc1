// Requests to addresses that others have registered: to the public network alone, and to networks of one's own that the
// settings name. Whoever registers an address must not have a server ask one beside it (SSRF).
import { lookup as resolve } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Whether an IP address may be asked. */
export type MayReach = (address: string) => boolean
/** `maxBytes`: of the answer's body, which is not read where nobody wants it. */
export type OutgoingRequest = {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
  maxBytes?: number
}
export type OutgoingAnswer = { status: number; text: () => string }
/** Rejects where there is no answer. A redirect is an answer like any other, and is not followed. */
export type Outgoing = (address: string, request: OutgoingRequest) => Promise<OutgoingAnswer>

// What is of no public network (IANA's special-purpose registries, RFC 6890), and what may stand for such an address.
const SPECIAL: [network: string, bits: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Of IPv6 the part that is given out (RFC 4291 §2.4), and of that not what wraps or documents another address.
  ['::', 3, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
]
// Apart, since a list of both compares an IPv4 address with networks of IPv6 too.
const special = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [network, bits, family] of SPECIAL) special[family].addSubnet(network, bits, family)
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `named`: networks of one's own in which applications lie. */
export const reachOf =
  (named: BlockList): MayReach =>
  (given) => {
    const plain = given.replace(/%.*$/u, '')
    if (isIP(plain) === 0) return false
    const address = ipv4In(plain) ?? plain
    const family = familyOf(address)
    return named.check(address, family) || !special[family].check(address, family)
  }

/** An IPv4 address that is written as one of IPv6 (RFC 4291 §2.5.5.2). */
function ipv4In(address: string): string | null {
  const host = URL.parse(`http://[${address}]/`)?.hostname ?? ''
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/u.exec(host) ?? []
  if (high === undefined || low === undefined) return null
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.')
}

/** What a registered address says by itself; a name is resolved when it is asked, each time. */
export function isInside(address: string, mayReach: MayReach): boolean {
  const host = hostOf(new URL(address))
  if (isIP(host) !== 0) return !mayReach(host)
  return /(?:^|\.)localhost\.?$/u.test(host) && !mayReach('127.0.0.1')
}
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/u, '$1')

/** The machine itself: where a demo's applications lie. */
export function loopback(): BlockList {
  const list = new BlockList()
  list.addAddress('127.0.0.1', 'ipv4')
  list.addAddress('::1', 'ipv6')
  return list
}

export class InsideAddress extends Error {
  override name = 'InsideAddress'
}

export function createOutgoing(mayReach: MayReach): Outgoing {
  // Of what a name stands for only this is asked: it is checked and then connected to, so no second look decides.
  const lookup: LookupFunction = (host, options, callback) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      const [first, ...others] = error ? [] : found.filter(({ address }) => mayReach(address))
      if (error) callback(error, [])
      else if (!first) callback(new InsideAddress(`${host} lies inside`), [])
      else if (options.all) callback(null, [first, ...others])
      else callback(null, first.address, first.family)
    })
  return async (address, { method = 'GET', headers, body, signal, maxBytes = 0 }) => {
    const url = new URL(address)
    const host = hostOf(url)
    if (isIP(host) !== 0 && !mayReach(host)) throw new InsideAddress(`${host} lies inside`)
    const { promise, resolve: answer, reject } = Promise.withResolvers<IncomingMessage>()
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    const options = { method, headers, signal, lookup, agent: false } as const
    request(url, options, answer).on('error', reject).end(body)
    const incoming = await promise
    const bytes = maxBytes === 0 ? Buffer.alloc(0) : await upTo(incoming, maxBytes)
    incoming.destroy()
    return { status: incoming.statusCode ?? 0, text: () => new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  }
}

async function upTo(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
