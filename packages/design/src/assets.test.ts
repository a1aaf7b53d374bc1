// What browsers load stays small, whole and our own.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { assets, assetText } from './assets.ts'

const text = (name: string) => {
  const asset = assets.find((one) => one.name === name)
  assert.ok(asset, name)
  return assetText(asset, (url) => readFileSync(url, 'utf8'))
}
const zipped = (body: string) => gzipSync(body, { level: 9 }).length
const css = text('sluis.css')
const modules = assets.filter(({ name }) => name.endsWith('.js'))

test('the stylesheet leaves the provider a sixth of its 12 kB', () => {
  assert.ok(zipped(css) <= 10 * 1024, `${zipped(css)} bytes`)
})

test('all browser modules together are at most 5.8 kB, of which passkeys take 2', () => {
  const sum = modules.reduce((bytes, { name }) => bytes + zipped(text(name)), 0)
  assert.ok(sum <= 5.8 * 1024, `${sum} bytes`)
  assert.ok(zipped(text('passkey.js')) <= 2 * 1024, `${zipped(text('passkey.js'))} bytes`)
})

test('the stylesheet loads nothing from anywhere', () => {
  assert.doesNotMatch(css, /@import|@font-face|url\(|https?:/)
})

test('slimming the stylesheet loses no brace and leaves no comment', () => {
  assert.equal(css.split('{').length, css.split('}').length)
  assert.doesNotMatch(css, /\/\*|\*\/|\n/)
})

test('strings in the stylesheet hold nothing that slimming would change', () => {
  for (const [string] of css.matchAll(/"[^"]*"/g)) assert.doesNotMatch(string, /[{};,:]/)
})

test('places follow the direction of the text: no left and no right', () => {
  assert.doesNotMatch(css, /[;{](margin|padding|border|inset)?-?(left|right)[-:]/)
})

test('modules neither make code from text nor write styles or markup', () => {
  for (const { name } of modules)
    assert.doesNotMatch(text(name), /\beval\b|innerHTML|new Function|\.style\b|setAttribute\('style/)
})

test('modules are served without the types in their comments, and otherwise whole', () => {
  for (const { name, parts } of modules) {
    assert.doesNotMatch(text(name), /\/\*|\*\/|@type|@param/u, name)
    const source = readFileSync(parts[0]!, 'utf8')
    const code = (js: string) => js.replace(/\/\*\*.*?\*\//gu, '').replace(/\s+/gu, '')
    assert.equal(code(text(name)), code(source), name)
  }
})

test('every file named is there, and no name twice', () => {
  for (const { name } of assets) assert.ok(text(name).length > 0, name)
  assert.equal(new Set(assets.map(({ name }) => name)).size, assets.length)
})
