// Reading pages: forms as a browser would send them, and text as a person would read it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPage } from './index.ts'

const page = readPage(`<!doctype html>
<html lang="en"><head><title>Sign in &middot; Sluis &amp; Co</title><style>p > a { color: red }</style></head>
<body>
<!-- <form action="/not-there"></form> -->
<h1>Enter the <em>code</em></h1>
<p>Code of <b>jan</b>&#39;s phone.<br>1 < 2 &lt; 3</p>
<script>if (a < b) document.write('<h1>No</h1>')</script>
<form method=POST action="/sign-in/code?from=a&amp;to=b">
  <input type="hidden" name="csrf" value="x&quot;y">
  <input name=code autocomplete='one-time-code' value="">
  <input type="checkbox" name="remember"><input type="checkbox" name="terms" value="yes" checked/>
  <input type="radio" name="way" value="app" checked><input type="radio" name="way" value="sms">
  <select name="language"><option value="nl">Nederlands<option value="en" selected>English</option></select>
  <textarea name="note">
&lt;b> </form> still text</textarea>
  <input name="off" disabled value="1">
  <input type="submit" name="go" value="Next"><button name="later" value="1">Later</button>
</form>
<form action="/search"><input name="q"></form>
<a href="/help?a=1&amp;b=2"><span>Help</span> me</a>
<input name="outside" form="far" value="1"><form id="far" method="post"></form>
</body></html>`)

test('title, heading and text are as a person reads them', () => {
  assert.equal(page.title, 'Sign in &middot; Sluis & Co')
  assert.equal(page.heading, 'Enter the code')
  assert.match(page.text, /^Enter the code Code of jan's phone\. 1 < 2 < 3 /u)
  assert.doesNotMatch(page.text, /color|document|not-there/u)
})

test('a form has its address and its method', () => {
  assert.deepEqual(
    page.forms.map(({ action, method }) => [action, method]),
    [['/sign-in/code?from=a&b', 'post'].map((part) => part.replace('&b', '&to=b')), ['/search', 'get'], ['', 'post']],
  )
})

test('a form has the fields that a browser would send, and tells which are sent only when chosen', () => {
  assert.deepEqual(
    page.forms[0]?.fields.map(({ name, type, value, isSent }) => [name, type, value, isSent]),
    [
      ['csrf', 'hidden', 'x"y', true],
      ['code', 'text', '', true],
      ['remember', 'checkbox', 'on', false],
      ['terms', 'checkbox', 'yes', true],
      ['way', 'radio', 'app', true],
      ['way', 'radio', 'sms', false],
      ['language', 'select', 'en', true],
      ['note', 'textarea', '<b> </form> still text', true],
      ['go', 'submit', 'Next', false],
      ['later', 'button', '1', false],
    ],
  )
  assert.equal(page.forms[0]?.fields[1]?.attributes.get('autocomplete'), 'one-time-code')
})

test('a field may be outside its form', () => {
  assert.deepEqual(
    page.forms[2]?.fields.map(({ name }) => name),
    ['outside'],
  )
})

test('links have their address and their text', () => {
  assert.deepEqual(page.links, [{ href: '/help?a=1&b=2', text: 'Help me' }])
})

test('a page cut off in the middle is read up to the cut', () => {
  for (const html of ['', '<', '<a', '<a href="x', '<!-- ', '<script>', '<form><input name="a"', '</', 'text <b']) {
    assert.doesNotThrow(() => readPage(html), html)
  }
})
