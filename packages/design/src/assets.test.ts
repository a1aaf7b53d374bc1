// What browsers load stays small, whole and our own.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { assets, assetText, isWholeOnJourney } from './assets.ts'
import { examplePages } from './examples.ts'
import { textOf } from './examples/text-of.ts'

const text = (name: string) => {
  const asset = assets.find((one) => one.name === name)
  assert.ok(asset, name)
  return assetText(asset, (url) => readFileSync(url, 'utf8'))
}
const zipped = (body: string) => gzipSync(body, { level: 9 }).length
const css = text('sluis.css')
const journeyCss = text('journey.css')
const modules = assets.filter(({ name }) => name.endsWith('.js'))

test('the whole stylesheet is at most 10 kB', () => {
  assert.ok(zipped(css) <= 10 * 1024, `${zipped(css)} bytes`)
})

test('the stylesheet of signing in and setting up is at most 7 kB', () => {
  assert.ok(zipped(journeyCss) <= 7 * 1024, `${zipped(journeyCss)} bytes`)
})

const classesOf = (sheet: string): Set<string> => new Set(sheet.match(/(?<=\.)[a-z][\w-]*/gu))

test('a page gets the sheet that has every class on it', () => {
  const [whole, journey] = [classesOf(css), classesOf(journeyCss)]
  const lacking = [...whole].filter((name) => !journey.has(name))
  assert.ok(lacking.includes('data-table') && lacking.length > 30)
  // Of a part of another, such as "tile-label" in a tile, the other is there too.
  for (const name of lacking)
    assert.equal(isWholeOnJourney(`<p class="stack ${name}">`) || isWholeOnJourney(`<p class="${name}">`), false, name)
  let isSmall = 0
  for (const [name, page] of Object.entries(examplePages)) {
    const markup = textOf(page('/assets'))
    if (!markup.includes('/assets/journey.css')) continue
    isSmall += 1
    for (const [, list = ''] of markup.matchAll(/\sclass="([^"]*)"/gu))
      for (const each of list.split(' ')) assert.ok(journey.has(each) || !whole.has(each), `${name}: ${each}`)
  }
  assert.ok(isSmall >= 4, `${isSmall} examples`)
})

test('all browser modules together are at most 4.7 kB, of which passkeys take 1.75', () => {
  const sum = modules.reduce((bytes, { name }) => bytes + zipped(text(name)), 0)
  assert.ok(sum <= 4.7 * 1024, `${sum} bytes`)
  assert.ok(zipped(text('passkey.js')) <= 1.75 * 1024, `${zipped(text('passkey.js'))} bytes`)
})

test('the stylesheet loads nothing from anywhere', () => {
  assert.doesNotMatch(css, /@import|@font-face|url\(|https?:/)
})

test('slimming the stylesheet loses no brace and leaves no comment', () => {
  assert.equal(css.split('{').length, css.split('}').length)
  assert.doesNotMatch(css, /\/\*|\*\/|\n/)
})

test('strings in the stylesheet hold nothing that slimming would change', () => {
  for (const [string] of css.matchAll(/"[^"]*"/g)) assert.doesNotMatch(string, /[{};,:]|0\./)
})

test('places follow the direction of the text: no left and no right', () => {
  assert.doesNotMatch(css, /[;{](margin|padding|border|inset)?-?(left|right)[-:]/)
})

test('modules neither make code from text nor write styles or markup', () => {
  for (const { name } of modules)
    assert.doesNotMatch(text(name), /\beval\b|innerHTML|new Function|\.style\b|setAttribute\('style/)
})

test('modules are served without their comments, and otherwise whole', () => {
  for (const { name, parts } of modules) {
    assert.doesNotMatch(text(name), /\/\*|\*\/|^\s*\/\/|@type|@param/mu, name)
    const source = readFileSync(parts[0]!, 'utf8')
    // What spans lines would lose the space before them.
    assert.doesNotMatch(source, /`[^`]*\n[^`]*`/u, name)
    const code = (js: string) =>
      js
        .replace(/\/\*\*.*?\*\//gu, '')
        .replace(/^\s*\/\/.*$/gmu, '')
        .replace(/\s+/gu, '')
    assert.equal(code(text(name)), code(source), name)
  }
})

test('every file named is there, and no name twice', () => {
  for (const { name } of assets) assert.ok(text(name).length > 0, name)
  assert.equal(new Set(assets.map(({ name }) => name)).size, assets.length)
})
