// What every page has, whatever its content: the right title, landmarks in order, and nothing that a strict policy
// refuses.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from 'hono/html'
import { appPage, journeyPage } from './shell.ts'
import { dutch, kade } from './examples/frames.ts'
import { examplePages } from './examples.ts'
import { textOf } from './examples/text-of.ts'

const journey = (more: Partial<Parameters<typeof journeyPage>[0]> = {}) =>
  textOf(
    journeyPage({ ...dutch('/assets/1'), title: 'Vul de code in', content: html`<h1>Vul de code in</h1>`, ...more }),
  )
const app = (more: Partial<Parameters<typeof appPage>[0]> = {}) =>
  textOf(appPage({ ...kade('/assets/1'), title: 'Start', content: html`<h1>Start</h1>`, ...more }))

test('the title names the thing to do, then the product', () => {
  assert.match(journey(), /<title>Vul de code in – Sluis<\/title>/)
})

test('"e-mail" and its like stay on one line in both shells', () => {
  const content = html`<h1>Je e-mailadres</h1>`
  for (const page of [journey({ content }), app({ content })])
    assert.match(page, /<h1>Je <span class="nowrap">e-mailadres<\/span><\/h1>/)
})

test('an error comes first, in the title, and the summary gets its module', () => {
  const page = journey({ errorPrefix: 'Fout: ' })
  assert.match(page, /<title>Fout: Vul de code in – Sluis<\/title>/)
  assert.match(page, /src="\/assets\/1\/error-summary\.js"/)
  assert.doesNotMatch(journey(), /error-summary\.js/)
})

test('modules are loaded once each, the page’s own after them', () => {
  const sources = [
    ...journey({ modules: ['copy', 'submit-once'], scripts: ['/own.js'] }).matchAll(
      /<script type="module" src="([^"]+)"/g,
    ),
  ].map(([, src]) => src)
  assert.deepEqual(sources, ['/assets/1/submit-once.js', '/assets/1/copy.js', '/own.js'])
})

test('help is first in the foot of both shells (WCAG 3.2.6)', () => {
  for (const page of [journey(), app()])
    assert.match(page, /<footer[^>]*><div[^>]*>\s*<ul class="foot-links"><li><a class="foot-help" href="\/help">/)
})

test('the foot shows the real host, and languages in their own words', () => {
  const page = journey()
  assert.match(page, /<bdi dir="ltr">inloggen\.sluis\.example<\/bdi>/)
  assert.match(page, /<a href="\?lang=en" lang="en" hreflang="en">English<\/a>/)
  assert.match(page, /aria-current="true">Nederlands/)
})

test('language, direction, brand and a chosen scheme are set on the whole document', () => {
  assert.match(
    journey({ lang: 'ar', dir: 'rtl', scheme: 'dark' }),
    /<html lang="ar" dir="rtl" data-brand="sluis" data-scheme="dark">/,
  )
  assert.doesNotMatch(journey(), /data-scheme/)
})

test('who is signed out has no account menu, and a page may have no menu at all', () => {
  assert.doesNotMatch(app(), /menu--account|<nav class="app-nav/)
})

test('"Switch company" is the last entry of the menu', () => {
  const page = app({
    nav: {
      label: 'Hoofdmenu',
      menuLabel: 'Menu',
      placement: 'side',
      items: [{ text: 'Start', href: '/' }],
      foot: [{ text: 'Wissel van bedrijf', href: '/companies' }],
    },
  })
  assert.match(page, /Wissel van bedrijf<\/span><\/a><\/li><\/ul><\/nav>/)
})

for (const [name, render] of Object.entries(examplePages)) {
  test(`${name} has one h1, one main, no id twice, and nothing inline`, () => {
    const page = textOf(render('/assets/1'))
    assert.equal(page.match(/<h1[ >]/g)?.length, 1)
    assert.equal(page.match(/<main[ >]/g)?.length, 1)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    )
    assert.doesNotMatch(
      page,
      /\sstyle=|<style|\son[a-z]+=|javascript:|<script(?! type="module" src="[^"]+"><\/script>)/,
    )
  })
}
