// Fields, summaries and pop-ups say to a screen reader what they say to the eye.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorSummary } from './error-summary.ts'
import { checkbox, radios } from './choices.ts'
import { dataTable } from './data-table.ts'
import { field } from './field.ts'
import { notice } from './notice.ts'
import { passwordField } from './password-field.ts'
import { laterButton, popup } from './popup.ts'
import { textOf } from '../examples/text-of.ts'

test('a label belongs to its field, and the name defaults to the id', () => {
  const markup = textOf(field({ id: 'username', label: 'E-mail', type: 'email', autocomplete: 'username' }))
  assert.match(markup, /<label class="field-label" for="username">E-mail<\/label>/)
  assert.match(markup, /<input class="input" type="email" id="username" name="username" autocomplete="username">/)
})

test('a field without hint and error points at nothing', () => {
  assert.doesNotMatch(textOf(field({ id: 'a', label: 'A' })), /aria-/)
})

test('what was typed comes back after an error, a password does not', () => {
  assert.match(textOf(field({ id: 'a', label: 'A', value: 'typed', error: 'No' })), /value="typed"/)
  assert.doesNotMatch(
    textOf(
      passwordField({ id: 'p', label: 'P', autocomplete: 'current-password', show: 'Show', hide: 'Hide', error: 'No' }),
    ),
    /value=/,
  )
})

test('a password field leaves its toggle to the script', () => {
  assert.doesNotMatch(
    textOf(passwordField({ id: 'p', label: 'P', autocomplete: 'current-password', show: 'Show', hide: 'Hide' })),
    /<button/,
  )
})

test('a tick’s and a radio group’s error is tied to it', () => {
  assert.match(
    textOf(checkbox({ id: 'kept', label: 'Kept', error: 'Tick this' })),
    /aria-describedby="kept-error" aria-invalid="true"/,
  )
  assert.match(
    textOf(radios({ name: 'way', legend: 'Which?', error: 'Choose', options: [{ value: 'a', text: 'A' }] })),
    /<fieldset [^>]*aria-describedby="way-error"/,
  )
})

test('an error summary is an alert that can take the focus and leads to the field', () => {
  const markup = textOf(errorSummary({ title: 'Not yet', errors: [{ text: 'Enter the code', href: '#code' }] }))
  assert.match(markup, /role="alert" tabindex="-1"/)
  assert.match(markup, /<a href="#code">Enter the code<\/a>/)
})

test('an error summary begins to say what the field says whole, and of one error that is all', () => {
  const text = 'That code isn’t right. Look at the newest code in your app at “Sluis: a.b@example.org”.'
  const one = textOf(errorSummary({ title: 'Not yet', errors: [{ text, href: '#code', isAtField: true }] }))
  assert.match(one, /Not yet: <\/span><a href="#code">That code isn’t right\.<\/a>/)
  const two = textOf(errorSummary({ title: 'Not yet', errors: [{ text, href: '#code', isAtField: true }, { text }] }))
  assert.match(two, /<h2 [^>]*>.*Not yet.*<a href="#code">That code isn’t right\.<\/a><\/li>/s)
  assert.ok(two.includes(`<li>${text}</li>`), 'what stands at no field stands whole')
})

test('a pop-up is open without script and named by its title', () => {
  assert.match(
    textOf(popup({ id: 'p', title: 'Set up', content: 'Text', actions: '' })),
    /<dialog class="popup" id="p" open aria-labelledby="p-title" aria-describedby="p-text"/,
  )
})

test('later is a button of a form, or a link', () => {
  assert.match(textOf(laterButton({ text: 'Later' })), /<button [^>]*data-later type="submit"/)
  assert.match(textOf(laterButton({ text: 'Later', href: '/' })), /<a [^>]*data-later href="\/"/)
})

test('a table keeps its roles when it is laid out as cards, and each cell knows its column', () => {
  const markup = textOf(
    dataTable({
      caption: 'Ready',
      columns: [{ text: 'Name' }, { text: 'Days', numeric: true }],
      rows: [['Sanne', '3']],
    }),
  )
  assert.match(markup, /<th scope="row" role="rowheader">Sanne<\/th><td role="cell" data-label="Days" class="numeric">/)
})

test('the kind of a notice is a word too', () => {
  assert.match(
    textOf(notice({ kind: 'danger', kindText: 'Problem', content: 'x' })),
    /<span class="visually-hidden">Problem: <\/span>/,
  )
})
