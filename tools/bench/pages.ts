// What a browser loads for each page of signing in and of setting up: packed JavaScript and CSS, and how many requests
// go before the first paint.

import { gzipSync } from 'node:zlib'
import { type Answer, headingOf } from './client.ts'
import { enrol } from './enrol.ts'
import { people, signIn } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** Bytes, packed. `requests`: until the first paint, the page's own included. */
export type PageWeight = { heading: string; html: number; script: number; style: number; requests: number }

export async function measurePages(): Promise<PageWeight[]> {
  const world = await benchWorld()
  try {
    const seen = new Map<string, Answer>()
    const onAnswer = (answer: Answer): void => {
      const isPage = answer.status === 200 && String(answer.headers['content-type']).includes('html')
      if (isPage && answer.next === null) seen.set(headingOf(answer), answer)
    }
    const [known] = await people(world, 1, { onAnswer })
    await signIn(world, known!)
    const [fresh] = await people(world, 1, { company: 'prompt', isEnrolled: false, onAnswer })
    await enrol(world, fresh!)
    const weights: PageWeight[] = []
    for (const [heading, page] of seen) weights.push({ heading, ...(await weightOf(world, page)) })
    return weights
  } finally {
    await world.stop()
  }
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.replaceAll('&amp;', '&')
const packed = (text: string): number => (text === '' ? 0 : gzipSync(text, { level: 9 }).length)

async function weightOf(world: World, { body, url }: Answer): Promise<Omit<PageWeight, 'heading'>> {
  const scripts = body.match(/<script\b[^>]*>/gu) ?? []
  const styles = (body.match(/<link\b[^>]*>/gu) ?? []).filter((tag) => attribute(tag, 'rel') === 'stylesheet')
  const addresses = (tags: readonly string[], name: string): string[] =>
    tags.flatMap((tag) => attribute(tag, name) ?? []).map((place) => new URL(place, url).href)
  const inline = (tag: string): string =>
    [...body.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'gu'))].map(({ 1: text }) => text).join('')
  // A module waits until the page is read, and so does what is deferred.
  const blocking = scripts.filter((tag) => /\bsrc=/u.test(tag) && !/type="module"|\bdefer\b|\basync\b/u.test(tag))
  return {
    html: packed(body),
    script: packed(inline('script')) + (await weigh(world, addresses(scripts, 'src'))),
    style: packed(inline('style')) + (await weigh(world, addresses(styles, 'href'))),
    requests: 1 + styles.length + blocking.length,
  }
}

/** Of what is at these addresses, and of the modules that they import. */
async function weigh(world: World, addresses: readonly string[]): Promise<number> {
  const visitor = world.visitor({ address: '192.0.2.3' })
  const seen = new Set<string>()
  const queue = [...addresses]
  let bytes = 0
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    if (seen.has(address)) continue
    seen.add(address)
    const { body } = await visitor.ask(address)
    bytes += packed(body)
    if (address.endsWith('.js'))
      for (const [, place] of body.matchAll(/\bimport\b[^'"]*['"]([^'"]+)['"]/gu))
        queue.push(new URL(place ?? '', address).href)
  }
  return bytes
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`

export const pagesReport = (weights: readonly PageWeight[]): string =>
  weights
    .map(
      ({ heading, html, script, style, requests }) =>
        `${heading}: JavaScript ${kilobytes(script)}, CSS ${kilobytes(style)}, page ${kilobytes(html)}; ${requests} requests until the first paint`,
    )
    .join('\n')
