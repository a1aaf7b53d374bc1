// The tokens hold what they promise: readable pairs in both brands and both schemes, and one dark, however it was asked
// for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MAIL_DARK, MAIL_LIGHT } from '../mail/mail-colours.ts'

const read = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .replace(/\/\*[^]*?\*\//g, '')
    .replaceAll("'", '"')
const light = read('./tokens.css') + read('./tokens-kade.css')
const dark = read('./tokens-dark.css') + read('./tokens-kade-dark.css') + read('./tokens-chosen.css')

function block(css: string, selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`)
  assert.notEqual(from, -1, selector)
  const body = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from))
  return Object.fromEntries(
    [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']): [string, string] => [
      name,
      value.trim(),
    ]),
  )
}

const sluis = block(light, ':root')
const kade = { ...sluis, ...block(light, ':root[data-brand="kade"]') }
const sluisDark = { ...sluis, ...block(dark, ':root:not([data-scheme="light"])') }
const themes = {
  'sluis light': sluis,
  'kade light': kade,
  'sluis dark': sluisDark,
  'kade dark': { ...sluisDark, ...block(dark, ':root[data-brand="kade"]:not([data-scheme="light"])') },
}

function luminance(colour: string): number {
  const full = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const TEXT = 4.5
const SHAPE = 3

const pairs: [string, string, number][] = [
  ...['--background', '--sheet', '--sunk'].flatMap((back): [string, string, number][] => [
    ['--ink', back, 7],
    ['--soft', back, TEXT],
    ['--link', back, TEXT],
    ['--focus', back, SHAPE],
    ['--accent', back, 2.5],
  ]),
  ['--edge', '--sheet', SHAPE],
  ['--edge', '--background', SHAPE],
  ['--on-go', '--go', TEXT],
  ['--on-go', '--go-press', TEXT],
  ['--go', '--sheet', SHAPE],
  ['--go', '--background', SHAPE],
  ['--on-bad', '--bad', TEXT],
  ['--on-bad', '--bad-press', TEXT],
  ['--bad', '--sheet', TEXT],
  ['--bad', '--bad-background', TEXT],
  ['--good', '--good-background', TEXT],
  ['--good', '--sheet', TEXT],
  ['--good', '--sunk', TEXT],
  ['--warn', '--warn-background', TEXT],
  ['--info', '--info-background', TEXT],
  ['--ink', '--good-background', TEXT],
  ['--ink', '--warn-background', TEXT],
  ['--ink', '--bad-background', TEXT],
  ['--ink', '--info-background', TEXT],
  ['--link', '--bad-background', TEXT],
  ['--link', '--warn-background', TEXT],
  ['--on-deep', '--deep', TEXT],
  ['--deep-soft', '--deep', TEXT],
  ['--on-deep', '--seal', TEXT],
  ['--deep-soft', '--seal', TEXT],
  ['--code', '--code-background', 5.9],
  ['--ink', '--code-background', TEXT],
  ['--soft', '--code-background', TEXT],
]

for (const [theme, tokens] of Object.entries(themes)) {
  test(`${theme}: every pair of colours that meets has enough contrast`, () => {
    const poor = pairs.flatMap(([front, back, least]) => {
      const reached = contrast(tokens[front] ?? '', tokens[back] ?? '')
      return reached >= least ? [] : [`${front} on ${back}: ${reached.toFixed(2)}, wanted ${least}`]
    })
    assert.deepEqual(poor, [])
  })
}

test('dark is the same whether the device or the person asked for it', () => {
  assert.deepEqual(block(dark, ':root[data-scheme="dark"]'), block(dark, ':root:not([data-scheme="light"])'))
  assert.deepEqual(
    block(dark, ':root[data-brand="kade"][data-scheme="dark"]'),
    block(dark, ':root[data-brand="kade"]:not([data-scheme="light"])'),
  )
})

test('the setup key has the colours that instructions name', () => {
  assert.deepEqual(
    [sluis['--code'], sluis['--code-background'], sluisDark['--code'], sluisDark['--code-background']],
    ['#0a6b2d', '#e9f7ee', '#4ade80', '#0b1220'],
  )
})

test('going on is the same green in both brands', () => {
  assert.equal(kade['--go'], sluis['--go'])
  assert.equal(themes['kade dark']['--go'], sluisDark['--go'])
})

test('mails have the colours of pages', () => {
  const full = (colour = '') => (colour.length === 4 ? `#${colour.slice(1).replace(/./g, '$&$&')}` : colour)
  for (const [colours, tokens] of [
    [MAIL_LIGHT, sluis],
    [MAIL_DARK, sluisDark],
  ] as const)
    assert.deepEqual(colours, Object.fromEntries(Object.keys(colours).map((name) => [name, full(tokens[`--${name}`])])))
})
